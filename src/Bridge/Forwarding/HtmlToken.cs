namespace Bridge.Forwarding;

/// <summary>One piece of a document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Name">A tag's name, in small letters.</param>
/// <param name="Attributes">A start tag's attributes, names in small letters; the first of a name counts.</param>
internal readonly record struct HtmlToken(HtmlTokenKind Kind, int Start, int End, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>A piece without a name.</summary>
    public static HtmlToken Of(HtmlTokenKind kind, int start, int end) => new(kind, start, end, "", None);
}
