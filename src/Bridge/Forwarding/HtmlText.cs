using System.Text;

namespace Bridge.Forwarding;

/// <summary>The beginning of a document as signs, one for each unit of its encoding: what is not ASCII is only passed over.</summary>
/// <param name="Text">The signs.</param>
/// <param name="Start">How many bytes of a mark stand before.</param>
/// <param name="Width">How many bytes a sign has.</param>
/// <param name="IsBigEndian">Which byte of two comes first.</param>
/// <param name="IsSettled">Whether the encoding is known without looking into the text.</param>
internal readonly record struct HtmlText(string Text, int Start, int Width, bool IsBigEndian, bool IsSettled)
{
    // Those in which no byte of a longer sign looks like a bracket or a quote. Escape-based ones (ISO-2022, HZ, UTF-7) do not belong here.
    private static readonly string[] Known =
    [
        "utf-8", "utf8", "us-ascii", "ascii", "latin1", "l1", "cp1250", "cp1251", "cp1252", "koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "ibm866", "cp866", "tis-620",
        "gbk", "gb2312", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr", "ks_c_5601-1987", "shift_jis", "shift-jis", "sjis", "windows-31j",
    ];

    /// <summary>Whether a document under this label can be looked at byte by byte.</summary>
    public static bool IsKnown(string label) => label.Trim().ToLowerInvariant() is var name
        && (Known.Contains(name) || name.StartsWith("iso-8859-", StringComparison.Ordinal) || name.StartsWith("windows-125", StringComparison.Ordinal) || name == "windows-874");

    /// <summary>The text; null when its encoding isn't known.</summary>
    /// <param name="bytes">The document's beginning.</param>
    /// <param name="label">What Content-Type says; null: nothing.</param>
    public static HtmlText? Of(ReadOnlySpan<byte> bytes, string? label)
    {
        // A mark counts more than any label.
        if (bytes.StartsWith("\uFEFF"u8))
        {
            return new HtmlText(Encoding.Latin1.GetString(bytes[3..]), 3, 1, false, true);
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return Wide(bytes, 2, bytes[0] == 0xFE);
        }

        return label?.Trim().ToLowerInvariant() switch
        {
            null => new HtmlText(Encoding.Latin1.GetString(bytes), 0, 1, false, false),
            "utf-16" or "utf-16le" => Wide(bytes, 0, false),
            "utf-16be" => Wide(bytes, 0, true),
            var name when IsKnown(name) => new HtmlText(Encoding.Latin1.GetString(bytes), 0, 1, false, true),
            _ => null,
        };
    }

    /// <summary>Where a sign begins in the bytes.</summary>
    public int ByteOf(int sign) => Start + (sign * Width);

    /// <summary>ASCII as this document has it.</summary>
    public byte[] Encode(string ascii) => Width == 1 ? Encoding.ASCII.GetBytes(ascii) : IsBigEndian ? Encoding.BigEndianUnicode.GetBytes(ascii) : Encoding.Unicode.GetBytes(ascii);

    private static HtmlText Wide(ReadOnlySpan<byte> bytes, int start, bool isBigEndian) =>
        new((isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(bytes[start..^((bytes.Length - start) % 2)]), start, 2, isBigEndian, true);
}
