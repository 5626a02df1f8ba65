using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Bridge.Messaging;

/// <summary>The name of a channel: 1 to 128 of the characters <c>A-Z a-z 0-9 : _ . -</c>. Names starting with <c>~</c> are reserved and not valid here.</summary>
/// <remarks>A name is taken as it stands: it is never decoded a second time, so <c>%2e</c> is not a dot but an error.</remarks>
public readonly record struct ChannelName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_.-");

    private readonly string? _value;

    /// <summary>Takes a name.</summary>
    /// <exception cref="FormatException">The text is no channel name; the message says why.</exception>
    public ChannelName(string value)
    {
        if (!IsValid(value))
        {
            throw new FormatException($"A channel name has 1 to {MaxLength} of the characters A-Z a-z 0-9 : _ . - (got {value?.Length ?? 0} characters).");
        }

        _value = value;
    }

    private ChannelName(string value, bool _) => _value = value;

    /// <summary>The name's text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This channel name was never set.");

    /// <summary>Whether the value was never set.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Reads a name; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChannelName name)
    {
        var valid = IsValid(text);
        name = valid ? new ChannelName(text!, true) : default;
        return valid;
    }

    /// <summary>Whether the text is a channel name.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    /// <summary>Takes a name.</summary>
    /// <exception cref="FormatException">The text is no channel name.</exception>
    public static implicit operator ChannelName(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
