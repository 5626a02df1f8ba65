namespace Bridge.Campaign.Peers;

/// <summary>What the judge found of one candidate in one network.</summary>
internal sealed record PeerVerdict
{
    /// <summary>Deliveries that its clients had to get: for each all messages from the first that it heard to the last that was published.</summary>
    public int Owed { get; init; }

    /// <summary>Of them: never handed over.</summary>
    public int Lost { get; init; }

    /// <summary>Handed over once more.</summary>
    public int Doubled { get; init; }

    /// <summary>Handed over for the first time, after a later one.</summary>
    public int Reordered { get; init; }

    /// <summary>The longest time for which a client heard nothing, between its first message and the end of publishing.</summary>
    public TimeSpan Silence { get; init; }

    /// <summary>From the beginning of connecting to the first message, the fastest client first.</summary>
    public IReadOnlyList<TimeSpan> First { get; init; } = [];

    /// <summary>Clients that never heard one.</summary>
    public int Deaf { get; init; }

    /// <summary>Clients whose library gave up.</summary>
    public int GaveUp { get; init; }

    /// <summary>Losses that clients were told of, each perhaps of many messages.</summary>
    public int Gaps { get; init; }
}
