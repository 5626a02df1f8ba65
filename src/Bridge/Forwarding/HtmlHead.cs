namespace Bridge.Forwarding;

/// <summary>Finds the place in a document for a script that is to run before all others.</summary>
internal static class HtmlHead
{
    /// <summary>Browsers look for the encoding in so many bytes.</summary>
    private const int Prescan = 1_024;

    private static readonly string[] InHead = ["base", "basefont", "bgsound", "link", "meta", "title", "style", "script", "noscript", "template", "noframes"];

    /// <summary>Looks at what there is.</summary>
    /// <param name="text">The beginning of the document.</param>
    /// <param name="script">The script's address.</param>
    /// <param name="inserted">How many bytes are to be put in.</param>
    public static HtmlPlace Find(HtmlText text, string script, int inserted)
    {
        var tokens = new HtmlTokens(text.Text);
        var at = 0;
        while (true)
        {
            var token = tokens.Next(at);
            switch (token.Kind)
            {
                case HtmlTokenKind.Partial:
                    return new HtmlPlace(-1, false, null, []);
                case HtmlTokenKind.Space or HtmlTokenKind.Comment or HtmlTokenKind.Doctype:
                case HtmlTokenKind.Start when token.Name == "html":
                    at = token.End;
                    continue;
                case HtmlTokenKind.Start when token.Name == "head":
                    return Within(text, tokens, token.End, script, inserted);
                default:
                    return Within(text, tokens, at, script, inserted); // a head that isn't written begins here
            }
        }
    }

    /// <summary>The place is known; what follows in the head may still have a say.</summary>
    private static HtmlPlace Within(HtmlText text, HtmlTokens tokens, int place, string script, int inserted)
    {
        var policies = new List<string>();
        var (at, moved) = (place, (int?)null);
        while (true)
        {
            var token = tokens.Next(at);
            switch (token.Kind)
            {
                case HtmlTokenKind.Partial:
                    return new HtmlPlace(moved ?? place, false, null, policies);
                case HtmlTokenKind.Space or HtmlTokenKind.Comment or HtmlTokenKind.Doctype:
                    at = token.End;
                    continue;
                case HtmlTokenKind.Start when InHead.Contains(token.Name) || token.Name is "head" or "html":
                    break;
                default:
                    return new HtmlPlace(moved ?? place, true, null, policies); // the head is over
            }

            if (token.Name == "script" && token.Attributes.GetValueOrDefault("src")?.Split('?')[0] == script)
            {
                return HtmlPlace.No("it has the script already");
            }

            if (token.Name == "meta" && Charset(token) is { } charset && !text.IsSettled && moved is null && text.ByteOf(token.Start) < Prescan)
            {
                if (!HtmlText.IsKnown(charset) && !charset.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)) // which a meta can't mean
                {
                    return HtmlPlace.No($"its encoding isn't one that is known here");
                }

                // Pushed out of the bytes that browsers look at, it would no longer count. Only policies that stand before the place count there.
                moved = text.ByteOf(token.End) + inserted > Prescan ? token.End : place;
            }
            else if (token.Name == "meta" && moved is null && Policy(token) is { } policy && NeedsMove(text, tokens, token.End, inserted))
            {
                policies.Add(policy);
            }

            at = tokens.EndOf(token) ?? token.End;
            if (at < 0)
            {
                return new HtmlPlace(moved ?? place, false, null, policies);
            }
        }
    }

    /// <summary>Whether the encoding stands behind a policy, so late that the script has to come after both.</summary>
    private static bool NeedsMove(HtmlText text, HtmlTokens tokens, int at, int inserted)
    {
        if (text.IsSettled)
        {
            return false;
        }

        for (var token = tokens.Next(at); token.Kind != HtmlTokenKind.Partial && text.ByteOf(token.Start) < Prescan; token = tokens.Next(at))
        {
            if (token is { Kind: HtmlTokenKind.Start, Name: "meta" } && Charset(token) is not null)
            {
                return text.ByteOf(token.End) + inserted > Prescan;
            }

            at = tokens.EndOf(token) is > 0 and var end ? end : token.End;
        }

        return false;
    }

    private static string? Charset(HtmlToken meta)
    {
        if (meta.Attributes.TryGetValue("charset", out var charset))
        {
            return charset.Trim();
        }

        return "content-type".Equals(meta.Attributes.GetValueOrDefault("http-equiv"), StringComparison.OrdinalIgnoreCase)
            && meta.Attributes.GetValueOrDefault("content") is { } content && content.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            ? content[(at + 8)..].Split(';', ' ')[0].Trim('"', '\'')
            : null;
    }

    private static string? Policy(HtmlToken meta) =>
        "content-security-policy".Equals(meta.Attributes.GetValueOrDefault("http-equiv"), StringComparison.OrdinalIgnoreCase) ? System.Net.WebUtility.HtmlDecode(meta.Attributes.GetValueOrDefault("content")) : null;
}
