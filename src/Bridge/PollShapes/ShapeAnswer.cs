namespace Bridge.PollShapes;

/// <summary>How an old client's poll is answered: byte for byte as the backend would. In templates <c>{items}</c>, <c>{count}</c>, <c>{cursor}</c> (a cursor of one part), <c>{head}</c> and the parts of the cursor by name are replaced; other braces stand for themselves.</summary>
public sealed record ShapeAnswer
{
    /// <summary>The status. Default 200, 200 to 299.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers, each a template. Default none. One whose variable is unknown is left out.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body. Default <c>{items}</c>.</summary>
    public string Body { get; init; } = "{items}";

    /// <summary>What stands between two items. Default a comma.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>One item: <c>raw</c>, or a template over <c>{raw}</c>, <c>{data}</c> and <c>{id}</c>. Default raw.</summary>
    public string Item { get; init; } = "raw";

    /// <summary>An answer without items, where it isn't what <c>empty[0]</c> says or the body without items.</summary>
    public AnswerEmpty? Empty { get; init; }
}
