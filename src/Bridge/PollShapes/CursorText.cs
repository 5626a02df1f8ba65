using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>A cursor as one text, the text of a checkpoint. One part is its text as it stands; several parts, and maps, are <c>name=value</c> pairs, percent-encoded, in the shape's order (maps: by name).</summary>
internal sealed class CursorText(ShapeCursor cursor)
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 2_048;

    private bool IsPlain => cursor.Map is null && cursor.Parts.Count == 1;

    /// <summary>The parts as one text; null when there are none, the text would be too long, or one isn't what its type says.</summary>
    public string? Encode(IReadOnlyDictionary<string, string> parts)
    {
        if (parts.Any(part => !Fits(part.Key, part.Value)))
        {
            return null;
        }

        var text = IsPlain
            ? parts.GetValueOrDefault(cursor.Parts[0].Var)
            : Names(parts).ToList() is { Count: > 0 } names
                ? string.Join('&', names.Select(name => $"{PercentText.Encode(name)}={PercentText.Encode(parts[name])}"))
                : null;
        return text?.Length > MaxLength ? null : text;
    }

    /// <summary>The parts of a text; null when it is none of this shape's cursors.</summary>
    public IReadOnlyDictionary<string, string>? Decode(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        var parts = new Dictionary<string, string>();
        if (IsPlain)
        {
            parts[cursor.Parts[0].Var] = text;
        }
        else
        {
            foreach (var pair in text.Split('&'))
            {
                if (pair.Split('=') is not [var name, var value] || PercentText.Decode(name, false) is not { } key || PercentText.Decode(value, false) is not { } known
                    || !parts.TryAdd(key, known))
                {
                    return null;
                }
            }
        }

        return Encode(parts) == text ? parts : null; // only what we write is ours
    }

    /// <summary>Whether the backend's head is lower than where we stand: it restarted and began to count anew.</summary>
    public bool IsLower(string head, string ours) =>
        cursor.Parts.FirstOrDefault(part => part.Type is CursorType.Int or CursorType.Time) is { } part
        && Decode(head)?.GetValueOrDefault(part.Var) is { } low && Decode(ours)?.GetValueOrDefault(part.Var) is { } high
        && TryNumber(low, out var headNumber) && TryNumber(high, out var number) && headNumber < number;

    /// <summary>Reads a whole number as JSON and headers have it.</summary>
    public static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private bool Fits(string name, string value)
    {
        if (!IsWhole(name) || !IsWhole(value))
        {
            return false;
        }

        // Channels of a map have opaque ids: some backends begin with a word.
        return cursor.Map is not null
            ? name.StartsWith(cursor.Map.Prefix, StringComparison.Ordinal)
            : cursor.Parts.FirstOrDefault(part => part.Var == name) is { } part
              && (part.Type is not (CursorType.Int or CursorType.Time) || TryNumber(value, out _));
    }

    private IEnumerable<string> Names(IReadOnlyDictionary<string, string> parts) =>
        cursor.Map is not null ? parts.Keys.Order(StringComparer.Ordinal) : cursor.Parts.Select(part => part.Var).Where(parts.ContainsKey);

    /// <summary>Half a surrogate pair would not read back as it was.</summary>
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
