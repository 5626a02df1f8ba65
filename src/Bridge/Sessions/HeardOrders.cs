using System.Collections.Concurrent;

namespace Bridge.Sessions;

/// <summary>When an order about a user was heard last on this node: who came in before it, and only now begins to wait, was not among those it was carried out on.</summary>
/// <remarks>
/// What is forgotten counts as heard by everybody until then. So the book stays small, and the worst that comes of it is that somebody is asked to come again.
/// </remarks>
internal sealed class HeardOrders(int room = 1_000)
{
    private readonly ConcurrentDictionary<string, long> _heard = new(StringComparer.Ordinal);
    private long _everybody = long.MinValue;

    /// <summary>An order about a user was heard.</summary>
    /// <param name="user">Whom.</param>
    /// <param name="now">A timestamp of the same clock as <see cref="Caller.Came"/>.</param>
    public void Hear(string user, long now)
    {
        _heard[user] = now;
        if (_heard.Count > room)
        {
            HearOfAll(now);
        }
    }

    /// <summary>Orders were missed, and whom they meant nobody knows.</summary>
    public void HearOfAll(long now)
    {
        Interlocked.Exchange(ref _everybody, now); // before the book is emptied: who looks meanwhile sees one of both
        _heard.Clear();
    }

    /// <summary>Whether an order was heard since somebody came in. Nobody's sessions are nobody's to end.</summary>
    public bool IsSince(Caller caller) => caller.Owner.Length > 0 && (caller.Came <= Volatile.Read(ref _everybody) || (_heard.TryGetValue(caller.Owner, out var heard) && caller.Came <= heard));
}
