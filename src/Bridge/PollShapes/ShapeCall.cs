namespace Bridge.PollShapes;

/// <summary>One call beside the polls.</summary>
public sealed record ShapeCall
{
    /// <summary>The method. Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path, as a template. Required.</summary>
    public string Url { get; init; } = "";

    /// <summary>What the body holds. Default none.</summary>
    public RequestBody Body { get; init; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<RequestParameter> Params { get; init; } = [];

    /// <summary>What is taken from its answer.</summary>
    public IReadOnlyList<CallExtract> Extract { get; init; } = [];

    /// <summary>Whether its items (as <c>items</c> says) are a snapshot to be handed on. Default false.</summary>
    public bool Emit { get; init; }
}
