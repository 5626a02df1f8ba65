namespace Bridge.PollShapes;

/// <summary>How a poll without news is answered.</summary>
public sealed record AnswerEmpty
{
    /// <summary>The status. Default 200, 200 to 599.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers, each a template. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body, a template. Default empty.</summary>
    public string Body { get; init; } = "";
}
