using System.Text;

namespace Bridge.Fuzz.Generation;

/// <summary>Between texts and inputs.</summary>
internal static class Bytes
{
    private const byte Utf16 = 0xFF; // never stands in UTF-8

    /// <summary>The texts as inputs.</summary>
    public static IReadOnlyList<byte[]> Of(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The text that an input stands for: UTF-8, or behind 0xFF UTF-16, so that lone surrogates come too.</summary>
    public static string Text(ReadOnlySpan<byte> input) => input is [Utf16, .. var units] ? Encoding.Unicode.GetString(units[..(units.Length & ~1)]) : Encoding.UTF8.GetString(input);

    /// <summary>The input for a text that may hold lone surrogates.</summary>
    public static byte[] Units(string text) => [Utf16, .. Encoding.Unicode.GetBytes(text)];
}
