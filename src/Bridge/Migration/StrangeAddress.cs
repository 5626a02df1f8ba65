using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>What was noticed of one address that no shape describes. Its owner's lock guards it.</summary>
internal sealed class StrangeAddress
{
    private const int Least = 4; // so many by one client, before it counts as a poll
    private const int MostClients = 1_000;
    private const int MostParameters = 50;
    private const int MostTimes = 1_000;
    private const int MostExamples = 24;
    private static readonly TimeSpan Rhythm = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (int Hash, bool Changes)> _parameters = [];
    private readonly Dictionary<string, Client> _clients = [];
    private readonly List<double> _holds = [];
    private readonly List<StrangeExchange> _examples = [];
    private string? _exemplary; // whose requests serve as examples: of two clients their cursors would be mixed up
    private int _seconds; // the exemplary client's requests, without its first, which may be anything
    private long _requests;
    private DateTimeOffset _seen;

    /// <summary>A shape, and from how many examples it was proposed; it is made outside of the lock.</summary>
    public (int Examples, string? Shape) Proposal { get; set; }

    /// <summary>Whether nothing is lost with it: it is asked without a rhythm, or no more.</summary>
    public bool IsForgettable(DateTimeOffset now) => now - _seen > Rhythm || _requests < Least;

    /// <summary>Counts a request.</summary>
    /// <returns>Whether it may serve as an example.</returns>
    public bool Note(IQueryCollection query, string client, string page, DateTimeOffset now)
    {
        _requests++;
        _seen = now;
        foreach (var (name, value) in query)
        {
            if (_parameters.Count < MostParameters || _parameters.ContainsKey(name))
            {
                var hash = value.ToString().GetHashCode(StringComparison.Ordinal);
                var known = _parameters.GetValueOrDefault(name, (Hash: hash, Changes: false));
                _parameters[name] = (hash, known.Changes || known.Hash != hash);
            }
        }

        if (_clients.TryGetValue(client, out var regular))
        {
            regular.Asks(now, page);
        }
        else if (_clients.Count < MostClients)
        {
            _clients.Add(client, new Client(now, page));
        }

        _exemplary ??= client;
        return _exemplary == client && _seconds++ > 0 && _examples.Count < MostExamples;
    }

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan took, StrangeExchange? example)
    {
        if (_holds.Count < MostTimes)
        {
            _holds.Add(took.TotalMilliseconds);
        }

        if (example is not null && _examples.Count < MostExamples)
        {
            _examples.Add(example);
        }
    }

    /// <summary>The examples, if there are enough of them, and more than the last proposal was made from.</summary>
    public IReadOnlyList<StrangeExchange>? News() => _examples.Count >= Least && _examples.Count != Proposal.Examples ? [.. _examples.OrderBy(example => example.Began)] : null;

    /// <summary>What there is to tell; null: nobody polls here.</summary>
    public StrangePoll? Report(string method, string path)
    {
        var clients = _clients.Values.Where(client => client.Requests >= Least).ToList();
        return clients.Count == 0 ? null : new StrangePoll(
            method, path, [.. _parameters.OrderBy(known => known.Key, StringComparer.Ordinal).Select(known => known.Value.Changes ? known.Key + "*" : known.Key)],
            clients.Count, _requests, Median(clients.SelectMany(client => client.Intervals)), Median(_holds), [.. clients.Select(client => client.Page).Distinct().Take(10)], Proposal.Shape);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : 0;

    private sealed class Client(DateTimeOffset seen, string page)
    {
        private const int MostIntervals = 100;

        private DateTimeOffset _seen = seen;

        public List<double> Intervals { get; } = [];

        public string Page { get; private set; } = page;

        public long Requests { get; private set; } = 1;

        public void Asks(DateTimeOffset now, string page)
        {
            var interval = now - _seen;
            if (interval < Rhythm && Intervals.Count < MostIntervals)
            {
                Intervals.Add(interval.TotalMilliseconds);
            }

            Requests = interval < Rhythm ? Requests + 1 : 1;
            _seen = now;
            Page = page;
        }
    }
}
