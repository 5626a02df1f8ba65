namespace Bridge.PollShapes;

/// <summary>A variable that an answer gives.</summary>
public sealed record CallExtract
{
    /// <summary>The variable. Required.</summary>
    public string Var { get; init; } = "";

    /// <summary>Where the value is: body or header. Default body.</summary>
    public CursorSource From { get; init; }

    /// <summary>A dotted path, or the name of a header. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>What is added to the number that was found. Default 0; 0 or 1.</summary>
    public int Add { get; init; }

    /// <summary>The value when there is none, as for an empty list. Default: the call failed.</summary>
    public string? Default { get; init; }
}
