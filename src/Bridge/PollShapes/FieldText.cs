using System.Text.RegularExpressions;

namespace Bridge.PollShapes;

/// <summary>A text that fits a pattern. The pattern is also the schema's, so it uses only what ECMAScript knows.</summary>
/// <param name="pattern">From <c>^</c> to <c>$</c>.</param>
/// <param name="expects">What it is called.</param>
internal sealed class FieldText(string pattern, string expects) : FieldScalar<string>
{
    /// <summary>Any text, also an empty one.</summary>
    public static readonly FieldText Any = new("^[^]*$", "a text");

    /// <summary>Any text on one line.</summary>
    public static readonly FieldText Line = new("^[^\\r\\n]+$", "a text of one line");

    /// <summary>The name of a variable.</summary>
    public static readonly FieldText Variable = new("^[A-Za-z_][A-Za-z0-9_]*$", "the name of a variable: letters, digits and _");

    /// <summary>A dotted path.</summary>
    public static readonly FieldText Dotted = new("^[^.]+(\\.[^.]+)*$", "a dotted path, as data.items");

    /// <summary>A dotted path, or nothing for the whole.</summary>
    public static readonly FieldText DottedOrWhole = new("^([^.]+(\\.[^.]+)*)?$", "a dotted path, as data.items, or an empty text");

    /// <summary>A method of HTTP.</summary>
    public static readonly FieldText Method = new("^[A-Z]+$", "a method in capitals, as GET");

    /// <summary>A path of an address.</summary>
    public static readonly FieldText Path = new("^/[^?#\\s]*$", "a path that begins with /, without a query");

    /// <summary>The name of a header or a cookie.</summary>
    public static readonly FieldText Token = new("^[A-Za-z0-9!#$%&'*+.^_|~-]+$", "the name of a header or a cookie");

    private readonly Regex _regex = new(pattern.Replace("[^]", "[\\s\\S]")[..^1] + "\\z", RegexOptions.CultureInvariant);

    /// <summary>The pattern.</summary>
    public string Pattern => pattern;

    /// <inheritdoc/>
    public override string Expects => expects;

    /// <inheritdoc/>
    public override bool TryParse(string text, out string value)
    {
        value = text;
        return IsAllowed(text);
    }

    /// <inheritdoc/>
    protected override bool IsAllowed(string value) => _regex.IsMatch(value);
}
