namespace Bridge.PollShapes;

/// <summary>One part of a cursor.</summary>
public sealed record CursorPart
{
    /// <summary>The variable that carries it in parameters. Required.</summary>
    public string Var { get; init; } = "";

    /// <summary>Where an answer has the next one. Default body. <c>request</c>: it stays what was asked with (the id of a queue); <c>none</c>: answers never have it.</summary>
    public CursorSource From { get; init; }

    /// <summary>A dotted path in the body or in the newest item, or the name of a header. Required but for <c>request</c> and <c>none</c>.</summary>
    public string? Path { get; init; }

    /// <summary>What is added to the number that was found: 1 where a client asks with last id + 1. Default 0; 0 or 1.</summary>
    public int Add { get; init; }

    /// <summary>What it is. Default opaque. Only <c>int</c> and <c>time</c> can be compared and added to.</summary>
    public CursorType Type { get; init; }

    /// <summary>Whether the items at the cursor come again with the next answer. Default false; needs <c>dedupe</c>.</summary>
    public bool Inclusive { get; init; }

    /// <summary>What the first poll sends with <c>initial: value</c>. Default: nothing.</summary>
    public string? Value { get; init; }

    /// <summary>In what <c>initial: now</c> counts the time since 1970. Default s; s or ms.</summary>
    public ShapeUnit Unit { get; init; }
}
