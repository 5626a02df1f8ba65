using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Makes channel names from variables and reads them back.</summary>
internal sealed class ChannelTemplate(string text)
{
    private readonly Template _template = new(text);

    /// <summary>The names of its variables.</summary>
    public IEnumerable<string> Variables => _template.Variables;

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Fault
    {
        get
        {
            if (_template.HasStrayBraces)
            {
                return "has a brace that belongs to no variable; a variable is {name}.";
            }

            if (_template.Pieces.Any(piece => piece.Literal.Length > 0 && !ChannelName.IsValid(piece.Literal)) || text.StartsWith('~') || text.Length == 0)
            {
                return "must have letters, digits and : _ . - beside its variables, and not begin with ~.";
            }

            return _template.Pieces.Skip(1).SkipLast(1).Any(piece => !piece.Literal.StartsWith(':')) || _template.Pieces is [_, .., { Literal: [not ':', ..] }]
                ? "must have a colon after each variable, or end with it: otherwise two sets of values make one name."
                : null;
        }
    }

    /// <summary>The channel; default when a variable is unknown or the name is too long.</summary>
    public ChannelName Fill(Func<string, string?> value) =>
        _template.Fill(name => value(name) is { } known ? ChannelText.Encode(known) : null) is { } filled && ChannelName.TryParse(filled, out var channel) ? channel : default;

    /// <summary>The variables that make this channel; null when none do.</summary>
    public IReadOnlyDictionary<string, string>? Read(ChannelName channel)
    {
        var rest = channel.Value.AsSpan();
        var values = new Dictionary<string, string>();
        foreach (var (literal, variable) in _template.Pieces)
        {
            if (!rest.StartsWith(literal, StringComparison.Ordinal))
            {
                return null;
            }

            rest = rest[literal.Length..];
            if (variable is null)
            {
                break;
            }

            var end = rest.IndexOf(':') is >= 0 and var at ? at : rest.Length; // no value holds a colon
            if (ChannelText.Decode(rest[..end]) is not { } value || (values.TryGetValue(variable, out var known) && known != value))
            {
                return null;
            }

            values[variable] = value;
            rest = rest[end..];
        }

        return rest.IsEmpty ? values : null;
    }
}
