namespace Bridge.Forwarding;

/// <summary>Finds the place in a document that is read as XML: only where a head is written out, since one sign wrong and nothing is shown.</summary>
internal static class XhtmlHead
{
    /// <summary>Looks at what there is.</summary>
    public static HtmlPlace Find(HtmlText text, string script)
    {
        if (text.Width > 1)
        {
            return HtmlPlace.No("it is XHTML in two bytes a sign");
        }

        var tokens = new HtmlTokens(text.Text);
        var isHtml = false;
        for (var at = 0; ;)
        {
            var token = tokens.Next(at);
            switch (token.Kind)
            {
                case HtmlTokenKind.Partial:
                    return new HtmlPlace(-1, false, null, []);
                case HtmlTokenKind.Doctype when text.Text.AsSpan(token.Start, token.End - token.Start).Contains('['):
                    return HtmlPlace.No("its document type has definitions of its own");
                case HtmlTokenKind.Comment when text.Text.AsSpan(token.Start).StartsWith("<?xml ") && !IsKnown(text.Text[token.Start..token.End]):
                    return HtmlPlace.No("its encoding isn't one that is known here");
                case HtmlTokenKind.Space or HtmlTokenKind.Comment or HtmlTokenKind.Doctype:
                    at = token.End;
                    continue;
                case HtmlTokenKind.Start when !isHtml && Is(text, token, "<html") && token.Attributes.GetValueOrDefault("xmlns") == "http://www.w3.org/1999/xhtml":
                    isHtml = true;
                    at = token.End;
                    continue;
                case HtmlTokenKind.Start when isHtml && Is(text, token, "<head") && text.Text[token.End - 2] != '/':
                    return Following(text, tokens, token.End, script);
                default:
                    return HtmlPlace.No("it is XHTML without a head where it belongs");
            }
        }
    }

    private static HtmlPlace Following(HtmlText text, HtmlTokens tokens, int place, string script)
    {
        for (var at = place; ;)
        {
            var token = tokens.Next(at);
            if (token.Kind == HtmlTokenKind.Partial || (token is { Kind: HtmlTokenKind.Start, Name: "body" }) || (token is { Kind: HtmlTokenKind.End, Name: "head" }))
            {
                return new HtmlPlace(place, token.Kind != HtmlTokenKind.Partial, null, []);
            }

            if (token is { Kind: HtmlTokenKind.Start, Name: "script" } && token.Attributes.GetValueOrDefault("src")?.Split('?')[0] == script)
            {
                return HtmlPlace.No("it has the script already");
            }

            at = token.End;
        }
    }

    private static bool Is(HtmlText text, HtmlToken token, string tag) => text.Text.AsSpan(token.Start).StartsWith(tag, StringComparison.Ordinal) && token.Name == tag[1..];

    private static bool IsKnown(string declaration) =>
        declaration.IndexOf("encoding", StringComparison.Ordinal) is var at && (at < 0 || declaration[at..].Split('"', '\'') is [_, var label, ..] && HtmlText.IsKnown(label));
}
