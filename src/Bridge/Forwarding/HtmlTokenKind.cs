namespace Bridge.Forwarding;

/// <summary>What a piece of a document is.</summary>
internal enum HtmlTokenKind : byte
{
    /// <summary>It isn't there as a whole yet.</summary>
    Partial,

    /// <summary>White space.</summary>
    Space,

    /// <summary>Other text, up to the next bracket.</summary>
    Text,

    /// <summary>A comment, or what browsers take for one.</summary>
    Comment,

    /// <summary>The document type.</summary>
    Doctype,

    /// <summary>A start tag.</summary>
    Start,

    /// <summary>An end tag.</summary>
    End,
}
