using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Notices who asks the same address again and again: polls that no shape describes yet. Tells names and times, never a value; of one client it keeps a few examples, to propose a shape from.</summary>
internal sealed class StrangePolls(TimeProvider time, Func<IReadOnlyList<StrangeExchange>, string?>? propose)
{
    private const int MostAddresses = 500;
    private const int MostClients = 1_000;
    private const int Examples = 24;
    private const int ExampleBytes = 64 << 10;
    private const int Least = 4; // so many by one client, before it counts as a poll
    private static readonly TimeSpan Rhythm = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Method, string Path), Address> _addresses = [];

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<StrangePoll> Found
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. from pair in _addresses
                       let address = pair.Value
                       let clients = address.Clients.Values.Where(client => client.Requests >= Least).ToList()
                       where clients.Count > 0
                       orderby address.Requests descending
                       select new StrangePoll(
                           pair.Key.Method, pair.Key.Path, [.. address.Parameters.OrderBy(known => known.Key, StringComparer.Ordinal).Select(known => known.Value.Changes ? known.Key + "*" : known.Key)],
                           clients.Count, address.Requests, Median(clients.SelectMany(client => client.Intervals)), Median(address.Holds), [.. clients.Select(client => client.Page).Distinct().Take(10)], Propose(address)),
                ];
            }
        }
    }

    /// <summary>Looks at a request; disposed when it is answered. Null: it is none that a script sends.</summary>
    public async ValueTask<IDisposable?> LookAsync(HttpContext context, string client, string page, Func<HttpContext, ValueTask<LegacyRequest?>> read)
    {
        if (Note(context.Request, client, page, out var isExample) is not { } address)
        {
            return null;
        }

        var began = time.GetUtcNow();
        var request = isExample ? await read(context).ConfigureAwait(false) : null;
        return new StrangeVisit(request is null ? null : new AnswerTap(context, ExampleBytes), request, (request, answer) => Done(address, request, answer, page, began));
    }

    private Address? Note(HttpRequest request, string client, string page, out bool isExample)
    {
        isExample = false;
        // What a browser loads to show it isn't polled for.
        if (request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "empty") || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
            || request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal))
        {
            return null;
        }

        var key = (request.Method, request.Path.Value ?? "");
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_addresses.TryGetValue(key, out var address))
            {
                if (_addresses.Count >= MostAddresses && !Forget(now))
                {
                    return null;
                }

                _addresses.Add(key, address = new Address());
            }

            address.Requests++;
            address.Seen = now;
            foreach (var (name, value) in request.Query)
            {
                if (address.Parameters.Count < 50 || address.Parameters.ContainsKey(name))
                {
                    var hash = value.ToString().GetHashCode(StringComparison.Ordinal);
                    var known = address.Parameters.GetValueOrDefault(name, (Hash: hash, Changes: false));
                    address.Parameters[name] = (hash, known.Changes || known.Hash != hash);
                }
            }

            if (address.Clients.TryGetValue(client, out var regular))
            {
                if (now - regular.Seen < Rhythm && regular.Intervals.Count < 100)
                {
                    regular.Intervals.Add((now - regular.Seen).TotalMilliseconds);
                }

                regular.Requests = now - regular.Seen < Rhythm ? regular.Requests + 1 : 1;
                regular.Seen = now;
                regular.Page = page;
            }
            else if (address.Clients.Count < MostClients)
            {
                address.Clients.Add(client, new Client { Page = page, Requests = 1, Seen = now });
            }

            address.Exemplary ??= client;
            isExample = propose is not null && address.Exemplary == client && address.Seconds++ > 0 && address.Kept.Count < Examples;
            return address;
        }
    }

    /// <summary>Makes room: whatever has no rhythm goes.</summary>
    private bool Forget(DateTimeOffset now)
    {
        foreach (var (key, address) in _addresses)
        {
            if (now - address.Seen > Rhythm || address.Requests < Least)
            {
                _addresses.Remove(key);
            }
        }

        return _addresses.Count < MostAddresses;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : 0;

    private void Done(Address address, LegacyRequest? request, LegacyAnswer? answer, string page, DateTimeOffset began)
    {
        var took = time.GetUtcNow() - began;
        lock (_lock)
        {
            if (address.Holds.Count < 1_000)
            {
                address.Holds.Add(took.TotalMilliseconds);
            }

            if (request is not null && address.Kept.Count < Examples)
            {
                address.Kept.Add(new StrangeExchange(request, answer, page, began, took));
            }
        }
    }

    /// <summary>A shape from the examples, made once for as many as there are.</summary>
    private string? Propose(Address address)
    {
        if (propose is not null && address.Kept.Count >= Least && address.Proposed != address.Kept.Count)
        {
            address.Proposed = address.Kept.Count;
            address.Proposal = propose([.. address.Kept.OrderBy(example => example.Began)]);
        }

        return address.Proposal;
    }

    private sealed class Address
    {
        public Dictionary<string, (int Hash, bool Changes)> Parameters { get; } = [];

        public Dictionary<string, Client> Clients { get; } = [];

        public List<double> Holds { get; } = [];

        public List<StrangeExchange> Kept { get; } = [];

        /// <summary>Whose requests serve as examples: of two clients their cursors would be mixed up.</summary>
        public string? Exemplary { get; set; }

        /// <summary>Their requests, without the first, which may be anything.</summary>
        public int Seconds { get; set; }

        public int Proposed { get; set; }

        public string? Proposal { get; set; }

        public long Requests { get; set; }

        public DateTimeOffset Seen { get; set; }
    }

    private sealed class Client
    {
        public List<double> Intervals { get; } = [];

        public required string Page { get; set; }

        public long Requests { get; set; }

        public DateTimeOffset Seen { get; set; }
    }
}
