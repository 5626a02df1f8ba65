using System.Buffers;
using System.Text;

namespace Bridge.PollShapes;

/// <summary>Percent-encoding (RFC 3986), read strictly: what can't be read the same way by everybody isn't read at all.</summary>
internal static class PercentText
{
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Encodes everything but letters, digits and <c>- . _ ~</c>.</summary>
    public static string Encode(string text) => Uri.EscapeDataString(text);

    /// <summary>Decodes; null when an escape is broken or the bytes are no UTF-8.</summary>
    /// <param name="text">The encoded text.</param>
    /// <param name="plusIsSpace">Whether <c>+</c> is a space, as in queries and forms.</param>
    public static string? Decode(ReadOnlySpan<char> text, bool plusIsSpace)
    {
        if (!text.ContainsAny('%', '+'))
        {
            return text.ToString();
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        while (text.Length > 0)
        {
            var run = text.IndexOfAny('%', '+') is >= 0 and var at ? at : text.Length;
            Encoding.UTF8.GetBytes(text[..run], bytes);
            text = text[run..];
            if (text is ['+', ..])
            {
                bytes.Write([plusIsSpace ? (byte)' ' : (byte)'+']);
                text = text[1..];
            }
            else if (text.Length > 0)
            {
                if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
                {
                    return null;
                }

                bytes.Write(Convert.FromHexString(text.Slice(1, 2)));
                text = text[3..];
            }
        }

        try
        {
            return Strict.GetString(bytes.WrittenSpan);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The pairs of a query or form, decoded, in order; a value is null where there is no equals sign. Null when one can't be read or there are more than 256.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>>? Pairs(ReadOnlySpan<char> text)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals], true);
            var value = equals < 0 ? null : Decode(pair[(equals + 1)..], true);
            if (name is null || (equals >= 0 && value is null) || pairs.Count == 256)
            {
                return null;
            }

            pairs.Add(new(name, value));
        }

        return pairs;
    }
}
