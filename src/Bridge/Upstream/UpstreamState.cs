using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Where a poll of a backend stands, for people and health checks. Written by its loop, read by anybody: each value is whole, together they may be a moment apart.</summary>
public sealed class UpstreamState(string shape, ChannelName channel)
{
    /// <summary>The shape's name.</summary>
    public string Shape => shape;

    /// <summary>The channel it feeds.</summary>
    public ChannelName Channel => channel;

    /// <summary>The node that polls it; null: this one, or nobody yet.</summary>
    public string? PolledBy { get; internal set; }

    /// <summary>What it is doing.</summary>
    public UpstreamPhase Phase { get; internal set; }

    /// <summary>The cursor it asks with; null: none yet.</summary>
    public string? Cursor { get; internal set; }

    /// <summary>The same with what it means in the log; null: no cursor yet.</summary>
    internal UpstreamStanding? Standing { get; set; }

    /// <summary>The same where the log doesn't hold the cursor; null: it does.</summary>
    internal UpstreamStanding? Unlogged { get; set; }

    /// <summary>When the last answer came that made sense; null: none yet.</summary>
    public DateTimeOffset? LastAnswer { get; internal set; }

    /// <summary>When items came last; null: never.</summary>
    public DateTimeOffset? LastItems { get; internal set; }

    /// <summary>How many requests were answered.</summary>
    public long Answers { get; internal set; }

    /// <summary>How many items went into the channel.</summary>
    public long Items { get; internal set; }

    /// <summary>How many requests failed.</summary>
    public long Failures { get; internal set; }

    /// <summary>How many failed one behind the other up to now.</summary>
    public int FailuresInRow { get; internal set; }

    /// <summary>How often it began again, because the backend had.</summary>
    public long Restarts { get; internal set; }

    /// <summary>What was wrong last; null: nothing yet.</summary>
    public string? LastFault { get; internal set; }
}
