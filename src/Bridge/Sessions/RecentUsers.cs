using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Users of whom something was heard lately.</summary>
internal sealed class RecentUsers(BridgeScheduler scheduler)
{
    private const int Many = 1_000;

    private readonly ConcurrentDictionary<string, long> _until = new(StringComparer.Ordinal);

    /// <summary>Remembers a user for so long.</summary>
    public void Add(string user, TimeSpan lifetime)
    {
        var until = scheduler.Milliseconds + (long)lifetime.TotalMilliseconds;
        _until.AddOrUpdate(user, until, (_, known) => Math.Max(known, until));
        if (_until.Count > Many)
        {
            foreach (var (known, end) in _until)
            {
                if (end <= scheduler.Milliseconds)
                {
                    _until.TryRemove(new(known, end));
                }
            }
        }
    }

    /// <summary>Whether he is remembered.</summary>
    public bool Holds(string user) => !_until.IsEmpty && _until.TryGetValue(user, out var until) && scheduler.Milliseconds < until;
}
