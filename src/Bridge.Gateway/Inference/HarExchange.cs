using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>One request of a recording, and what became of it.</summary>
internal sealed record HarExchange
{
    /// <summary>The request.</summary>
    public required LegacyRequest Request { get; init; }

    /// <summary>Scheme, host and port.</summary>
    public required string Origin { get; init; }

    /// <summary>The page that asked, as the recording names it; empty: not said.</summary>
    public string Page { get; init; } = "";

    /// <summary>When the request began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>From the request's beginning to the answer's end; null: not said.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>The answer; null: there was none, or its body isn't in the file.</summary>
    public LegacyAnswer? Answer { get; init; }

    /// <summary>The answer's status; 0 or less: none came.</summary>
    public int Status { get; init; }

    /// <summary>Whether it asked for data, and not for a part of a page.</summary>
    public bool IsData { get; init; }

    /// <summary>When the answer ended; the latest time there is while it hasn't.</summary>
    public DateTimeOffset Ended => Took is { } took && Status > 0 ? Started + took : DateTimeOffset.MaxValue;
}
