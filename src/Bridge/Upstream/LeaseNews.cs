namespace Bridge.Upstream;

/// <summary>What the holder's poll came to, and whether followers have to be told.</summary>
internal sealed class LeaseNews(UpstreamParts parts)
{
    private static readonly TimeSpan Refreshed = TimeSpan.FromHours(6); // a part of how long the record lives

    private long _told;

    /// <summary>How the poll stands; null: it has not begun.</summary>
    public UpstreamState? State { get; set; }

    /// <summary>Whether another node has asked for the scope.</summary>
    public bool IsWanted { get; set; }

    /// <summary>A turn begins.</summary>
    public void Begin() => (State, _told) = (null, parts.Scheduler.Milliseconds);

    /// <summary>Whether the record has to be written.</summary>
    public bool IsOwed(LeaseRecord record) => State is { } state && (record.IsOutdated(state) || Age > Refreshed
        || (record.IsBehind(state) && (record.Cursor is null || Age >= parts.Options.Lease / 4))); // cursors that move on without items may do so with every poll

    /// <summary>What to write.</summary>
    public LeaseRecord? Take(LeaseRecord record)
    {
        _told = parts.Scheduler.Milliseconds;
        return State is { } state ? record.With(state) : null;
    }

    private TimeSpan Age => TimeSpan.FromMilliseconds(parts.Scheduler.Milliseconds - _told);
}
