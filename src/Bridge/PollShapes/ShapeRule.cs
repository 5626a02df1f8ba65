namespace Bridge.PollShapes;

/// <summary>What to do with a certain answer.</summary>
public sealed record ShapeRule
{
    /// <summary>Which answer. Required.</summary>
    public RuleWhen When { get; init; } = new();

    /// <summary>What to do. Default retry.</summary>
    public RuleAction Do { get; init; }

    /// <summary>How long to pause first; null: as <c>pace</c> says.</summary>
    public RuleDelay? DelayFrom { get; init; }

    /// <summary>Variables taken from the answer: parts of the cursor, or the session's.</summary>
    public IReadOnlyList<CallExtract> Set { get; init; } = [];

    /// <summary>Whether the answer's items are handed on all the same. Default false.</summary>
    public bool Emit { get; init; }
}
