using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Notices who asks the same address again and again: polls that no shape describes yet. Keeps names and times, never a value.</summary>
internal sealed class StrangePolls(TimeProvider time)
{
    private const int MostAddresses = 500;
    private const int MostClients = 1_000;
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
                           clients.Count, address.Requests, Median(clients.SelectMany(client => client.Intervals)), Median(address.Holds), [.. clients.Select(client => client.Page).Distinct().Take(10)]),
                ];
            }
        }
    }

    /// <summary>Looks at a request; disposed when it is answered. Null: it is none that a script sends.</summary>
    public IDisposable? Look(HttpRequest request, string client, string page)
    {
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

            return new Visit(this, address, now);
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

    private sealed class Visit(StrangePolls polls, Address address, DateTimeOffset began) : IDisposable
    {
        public void Dispose()
        {
            lock (polls._lock)
            {
                if (address.Holds.Count < 1_000)
                {
                    address.Holds.Add((polls.Now - began).TotalMilliseconds);
                }
            }
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private sealed class Address
    {
        public Dictionary<string, (int Hash, bool Changes)> Parameters { get; } = [];

        public Dictionary<string, Client> Clients { get; } = [];

        public List<double> Holds { get; } = [];

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
