namespace Bridge.Forwarding;

/// <summary>What was found in the beginning of a document.</summary>
/// <param name="Sign">Where the script belongs; -1: nowhere yet.</param>
/// <param name="IsFinal">Whether more of the document would change nothing.</param>
/// <param name="Why">Why the document is left alone; null: it isn't.</param>
/// <param name="Policies">Policies in the document that count at that place.</param>
internal readonly record struct HtmlPlace(int Sign, bool IsFinal, string? Why, IReadOnlyList<string> Policies)
{
    /// <summary>The document is left alone.</summary>
    public static HtmlPlace No(string why) => new(-1, true, why, []);
}
