using System.Globalization;
using System.Text;

namespace Bridge.PollShapes;

/// <summary>Any text within a channel's name: letters, digits, <c>_</c> and <c>-</c> as they are, every other byte as <c>.2F</c>. So a value never holds a colon, and reads back as it was.</summary>
internal static class ChannelText
{
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>The value's text; null when it holds half a surrogate pair.</summary>
    public static string? Encode(string value)
    {
        if (!value.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"))
        {
            return value;
        }

        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes(value);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var one in bytes)
        {
            _ = char.IsAsciiLetterOrDigit((char)one) || one is (byte)'_' or (byte)'-' ? text.Append((char)one) : text.Append(CultureInfo.InvariantCulture, $".{one:X2}");
        }

        return text.ToString();
    }

    /// <summary>The value; null when no value is written so.</summary>
    public static string? Decode(ReadOnlySpan<char> text) =>
        PercentText.Decode(text.ToString().Replace('.', '%'), false) is { } value && text.SequenceEqual(Encode(value)) ? value : null;
}
