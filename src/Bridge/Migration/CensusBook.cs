using Bridge.Diagnostics;
using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>The counts of one endpoint.</summary>
internal sealed class CensusBook(PollShape shape, TimeProvider time, BridgeMeter meter)
{
    private const int MostClients = 10_000;
    private const int MostReasons = 20;
    private const int KeptHolds = 1_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly AnswerReader _reader = new(shape);
    private readonly Dictionary<(string Client, string Page), Client> _clients = [];
    private readonly Dictionary<string, long> _missed = [];
    private readonly Dictionary<PollService, long> _served = [];
    private readonly Queue<double> _holds = new();
    private readonly long[] _perSecond = new long[60];
    private long _second;
    private long _polls;
    private long _bytes;
    private long _judged;
    private long _empty;

    /// <summary>Counts one poll.</summary>
    public void Count(string client, string page, string agent, PollNote note, PollService served, AnswerTap tap, TimeSpan held)
    {
        bool? isEmpty = served is PollService.Placed or PollService.Refused ? null : tap.Answer() is { } answer && _reader.Read(answer, null) is AnswerVerdict.Nothing;
        var now = time.GetUtcNow();
        meter.Legacy.Polled(shape.Name, served.ToString().ToLowerInvariant());
        lock (_lock)
        {
            Turn(now);
            _perSecond[_second % 60]++;
            _polls++;
            _bytes += tap.Bytes;
            _judged += isEmpty is null ? 0 : 1;
            _empty += isEmpty == true ? 1 : 0;
            _served[served] = _served.GetValueOrDefault(served) + 1;
            if (served != PollService.Placed)
            {
                _holds.Enqueue(held.TotalMilliseconds);
                if (_holds.Count > KeptHolds)
                {
                    _holds.Dequeue();
                }
            }

            if (_clients.Count >= MostClients && !_clients.ContainsKey((client, page)))
            {
                Forget(now);
            }

            if (_clients.Count < MostClients || _clients.ContainsKey((client, page)))
            {
                _clients[(client, page)] = new Client(agent, note.Tab is not null, note.IsLate, now);
            }
        }
    }

    /// <summary>Counts a request that is not its poll.</summary>
    public void Miss(string why)
    {
        lock (_lock)
        {
            if (_missed.Count < MostReasons || _missed.ContainsKey(why))
            {
                _missed[why] = _missed.GetValueOrDefault(why) + 1;
            }
        }
    }

    /// <summary>What was counted.</summary>
    public CensusReport Report()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            Turn(now);
            Forget(now);
            double[] holds = [.. _holds.Order()];
            return new CensusReport
            {
                Shape = shape.Name,
                Clients = _clients.Count,
                Polls = _polls,
                PerSecond = _perSecond.Sum() / 60.0,
                Empty = _judged == 0 ? 0 : (double)_empty / _judged,
                HeldMedian = holds.Length == 0 ? 0 : holds[holds.Length / 2],
                HeldP99 = holds.Length == 0 ? 0 : holds[holds.Length * 99 / 100],
                Bytes = _bytes,
                Served = new Dictionary<PollService, long>(_served),
                Pages = _clients.GroupBy(pair => pair.Key.Page).ToDictionary(group => group.Key, group => group.Count()),
                Agents = _clients.GroupBy(pair => pair.Value.Agent).OrderByDescending(group => group.Count()).Take(20).ToDictionary(group => group.Key, group => group.Count()),
                Tabs = _clients.Values.Count(client => client.IsTab),
                Late = _clients.Values.Count(client => client.IsLate),
                Missed = new Dictionary<string, long>(_missed),
            };
        }
    }

    /// <summary>Empties the seconds that went by without a poll.</summary>
    private void Turn(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        for (var passed = Math.Max(_second + 1, second - 59); passed <= second; passed++)
        {
            _perSecond[passed % 60] = 0;
        }

        _second = Math.Max(_second, second);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, client) in _clients)
        {
            if (now - client.Seen > Fresh)
            {
                _clients.Remove(key);
            }
        }
    }

    private readonly record struct Client(string Agent, bool IsTab, bool IsLate, DateTimeOffset Seen);
}
