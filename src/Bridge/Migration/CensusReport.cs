namespace Bridge.Migration;

/// <summary>What was counted of one endpoint.</summary>
public sealed record CensusReport
{
    /// <summary>The shape's name.</summary>
    public required string Shape { get; init; }

    /// <summary>How many clients polled within the last two minutes.</summary>
    public required int Clients { get; init; }

    /// <summary>Polls since the node started.</summary>
    public required long Polls { get; init; }

    /// <summary>Polls a second, over the last minute.</summary>
    public required double PerSecond { get; init; }

    /// <summary>How many of the answers that could be looked at had nothing new, from 0 to 1.</summary>
    public required double Empty { get; init; }

    /// <summary>How long polls were held: half of them shorter, in milliseconds; of the last 1 000.</summary>
    public required double HeldMedian { get; init; }

    /// <summary>How long polls were held: 99 of 100 shorter, in milliseconds; of the last 1 000.</summary>
    public required double HeldP99 { get; init; }

    /// <summary>Bytes of the answers' bodies, as they were sent.</summary>
    public required long Bytes { get; init; }

    /// <summary>Polls by how they were served.</summary>
    public required IReadOnlyDictionary<PollService, long> Served { get; init; }

    /// <summary>Clients by page, within the last two minutes.</summary>
    public required IReadOnlyDictionary<string, int> Pages { get; init; }

    /// <summary>Clients by user agent, within the last two minutes.</summary>
    public required IReadOnlyDictionary<string, int> Agents { get; init; }

    /// <summary>Tabs with the script, within the last two minutes.</summary>
    public required int Tabs { get; init; }

    /// <summary>Tabs in which the script was loaded too late to be sure of what it replaces.</summary>
    public required int Late { get; init; }

    /// <summary>Requests with the endpoint's path that are not its poll, by why.</summary>
    public required IReadOnlyDictionary<string, long> Missed { get; init; }

    /// <summary>How many of the requests with the endpoint's path are its polls, from 0 to 1.</summary>
    public double Matched => Polls + Missed.Values.Sum() is var all && all == 0 ? 0 : (double)Polls / all;
}
