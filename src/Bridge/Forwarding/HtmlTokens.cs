namespace Bridge.Forwarding;

/// <summary>Cuts the beginning of a document into pieces as browsers do (HTML standard, section 13.2.5), as far as heads need it.</summary>
internal sealed class HtmlTokens(string text)
{
    private const string Spaces = " \t\n\f\r";

    private static readonly string[] Raw = ["title", "style", "script", "noscript", "template", "textarea", "xmp", "iframe", "noembed", "noframes"];

    /// <summary>The piece that begins there.</summary>
    public HtmlToken Next(int at)
    {
        var rest = text.AsSpan(at);
        if (rest.IsEmpty)
        {
            return HtmlToken.Of(HtmlTokenKind.Partial, at, at);
        }

        if (rest[0] != '<')
        {
            var space = rest.IndexOfAnyExcept(Spaces) is var end && end < 0 ? rest.Length : end;
            return space > 0 ? HtmlToken.Of(HtmlTokenKind.Space, at, at + space)
                : HtmlToken.Of(HtmlTokenKind.Text, at, rest.IndexOf('<') is > 0 and var bracket ? at + bracket : text.Length);
        }

        return rest.StartsWith("<!--") ? Comment(at)
            : "<!--".AsSpan().StartsWith(rest) || "<!doctype".AsSpan().StartsWith(rest, StringComparison.OrdinalIgnoreCase) ? HtmlToken.Of(HtmlTokenKind.Partial, at, at)
            : rest.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) ? UpToBracket(HtmlTokenKind.Doctype, at)
            : rest.StartsWith("<!") || rest.StartsWith("<?") ? UpToBracket(HtmlTokenKind.Comment, at)
            : rest.StartsWith("</") ? rest.Length < 3 ? HtmlToken.Of(HtmlTokenKind.Partial, at, at) : char.IsAsciiLetter(rest[2]) ? Tag(at, at + 2, HtmlTokenKind.End) : UpToBracket(HtmlTokenKind.Comment, at)
            : rest.Length < 2 ? HtmlToken.Of(HtmlTokenKind.Partial, at, at)
            : char.IsAsciiLetter(rest[1]) ? Tag(at, at + 1, HtmlTokenKind.Start)
            : HtmlToken.Of(HtmlTokenKind.Text, at, at + 1);
    }

    /// <summary>Where an element ends whose content is no markup for us; null: it has none of its own, -1: its end isn't there yet.</summary>
    public int? EndOf(HtmlToken start)
    {
        if (!Raw.Contains(start.Name))
        {
            return null;
        }

        for (var at = start.End; text.IndexOf("</" + start.Name, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var end; at = end + 2)
        {
            var after = end + 2 + start.Name.Length;
            if (after < text.Length && (text[after] is '>' or '/' || Spaces.Contains(text[after])))
            {
                return text.IndexOf('>', after) is >= 0 and var bracket ? bracket + 1 : -1;
            }
        }

        return -1;
    }

    private HtmlToken Comment(int at)
    {
        var body = text.AsSpan(at + 4);
        if (body.StartsWith(">") || body.StartsWith("->"))
        {
            return HtmlToken.Of(HtmlTokenKind.Comment, at, at + 4 + (body[0] == '>' ? 1 : 2)); // <!--> and <!---> are whole
        }

        var (plain, odd) = (body.IndexOf("-->"), body.IndexOf("--!>"));
        var isOdd = odd >= 0 && (plain < 0 || odd < plain);
        return plain < 0 && odd < 0 ? HtmlToken.Of(HtmlTokenKind.Partial, at, at) : HtmlToken.Of(HtmlTokenKind.Comment, at, at + 4 + (isOdd ? odd + 4 : plain + 3));
    }

    private HtmlToken UpToBracket(HtmlTokenKind kind, int at) =>
        text.IndexOf('>', at) is >= 0 and var end ? HtmlToken.Of(kind, at, end + 1) : HtmlToken.Of(HtmlTokenKind.Partial, at, at);

    private HtmlToken Tag(int start, int at, HtmlTokenKind kind)
    {
        var nameEnd = Find(at, " \t\n\f\r/>");
        var attributes = new Dictionary<string, string>();
        for (var next = nameEnd; next >= 0;)
        {
            next = Skip(next, " \t\n\f\r/");
            if (next < 0)
            {
                break;
            }

            if (text[next] == '>')
            {
                return new HtmlToken(kind, start, next + 1, text[at..nameEnd].ToLowerInvariant(), attributes);
            }

            next = Attribute(next, attributes);
        }

        return HtmlToken.Of(HtmlTokenKind.Partial, start, start);
    }

    /// <summary>Reads an attribute; where it ends, or -1.</summary>
    private int Attribute(int at, Dictionary<string, string> attributes)
    {
        var end = Find(at + 1, " \t\n\f\r/>="); // an equals sign may begin a name
        var equals = end < 0 ? -1 : Skip(end, Spaces);
        if (equals < 0)
        {
            return -1;
        }

        var name = text[at..end].ToLowerInvariant();
        if (text[equals] != '=')
        {
            attributes.TryAdd(name, "");
            return equals;
        }

        var value = Skip(equals + 1, Spaces);
        if (value < 0)
        {
            return -1;
        }

        var isQuoted = text[value] is '"' or '\'';
        var close = isQuoted ? text.IndexOf(text[value], value + 1) : Find(value, " \t\n\f\r>");
        if (close < 0)
        {
            return -1;
        }

        attributes.TryAdd(name, text[(isQuoted ? value + 1 : value)..close]);
        return isQuoted ? close + 1 : close;
    }

    private int Find(int at, string signs) => text.AsSpan(at).IndexOfAny(signs) is >= 0 and var found ? at + found : -1;

    private int Skip(int at, string signs) => at <= text.Length && text.AsSpan(at).IndexOfAnyExcept(signs) is >= 0 and var found ? at + found : -1;
}
