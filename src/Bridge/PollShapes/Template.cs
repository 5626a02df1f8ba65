using System.Text;

namespace Bridge.PollShapes;

/// <summary>A text with variables: <c>{name}</c>. Braces around anything else stand for themselves, as those of JSON do.</summary>
internal sealed class Template
{
    private readonly List<Piece> _pieces = [];

    /// <summary>Takes a template's text.</summary>
    public Template(string text)
    {
        var start = 0;
        for (var at = text.IndexOf('{'); at >= 0; at = at + 1 < text.Length ? text.IndexOf('{', at + 1) : -1)
        {
            var end = at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            if (end < text.Length && text[end] == '}' && end > at + 1 && !char.IsAsciiDigit(text[at + 1]))
            {
                _pieces.Add(new Piece(text[start..at], text[(at + 1)..end]));
                start = end + 1;
                at = end;
            }
        }

        _pieces.Add(new Piece(text[start..], null));
    }

    /// <summary>The pieces, the last without a variable.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>The names of its variables.</summary>
    public IEnumerable<string> Variables => _pieces.Select(piece => piece.Variable).OfType<string>();

    /// <summary>Whether braces are left that are no variable's.</summary>
    public bool HasStrayBraces => _pieces.Any(piece => piece.Literal.AsSpan().ContainsAny('{', '}'));

    /// <summary>The variable that is the whole text; null when there is more or none.</summary>
    public string? Only => _pieces is [{ Literal: "", Variable: { } variable }, { Literal: "" }] ? variable : null;

    /// <summary>The text with its variables replaced; null when one is unknown.</summary>
    public string? Fill(Func<string, string?> value)
    {
        var text = new StringBuilder();
        foreach (var (literal, variable) in _pieces)
        {
            text.Append(literal);
            if (variable is null)
            {
                continue;
            }

            if (value(variable) is not { } known)
            {
                return null;
            }

            text.Append(known);
        }

        return text.ToString();
    }

    /// <summary>Some text and the variable after it; null at the end.</summary>
    internal readonly record struct Piece(string Literal, string? Variable);
}
