using System.Text;

namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>Text that is UTF-8, and text that is not (RFC 3629).</summary>
public static class Utf8Cases
{
    private static readonly int[] NotUtf8 = [1007];

    private static readonly byte[][] Wrong =
    [
        [0xc0, 0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xe0, 0x80, 0xaf], [0xe0, 0x9f, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], // overlong
        [0xed, 0xa0, 0x80], [0xed, 0xad, 0xbf], [0xed, 0xae, 0x80], [0xed, 0xaf, 0xbf], [0xed, 0xb0, 0x80], [0xed, 0xbe, 0x80], [0xed, 0xbf, 0xbf], // surrogates
        [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80], [0xed, 0xaf, 0xbf, 0xed, 0xbf, 0xbf], // and pairs of them
        [0xf4, 0x90, 0x80, 0x80], [0xf4, 0xbf, 0xbf, 0xbf], // above U+10FFFF
        [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80], // forms that were dropped
        [0xc2], [0xdf], [0xe0, 0xa0], [0xe2, 0x82], [0xef, 0xbf], [0xf0, 0x90, 0x80], [0xf0, 0x9f, 0x98], [0xf4, 0x8f, 0xbf], // cut short
        [0xc2, 0x41], [0xe2, 0x82, 0x41], [0xe2, 0x41, 0x80], [0xf0, 0x9f, 0x98, 0x41], [0xf0, 0x9f, 0x41, 0x80], // broken off
    ];

    private static readonly int[] Borders =
    [
        0x00, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfdd0, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1fffe, 0x1f600, 0x10fffe, 0x10ffff,
    ];

    public static IEnumerable<FrameCase> All()
    {
        foreach (var border in Borders)
        {
            yield return FrameCase.Echo($"6 U+{border:X4}", Frame.OfText("<" + char.ConvertFromUtf32(border) + ">"));
        }

        const string Words = "Hello-µ@ßöäüàá-UTF-8!! κόσμε 你好 😀";
        var bytes = Encoding.UTF8.GetBytes(Words);
        yield return FrameCase.Echo("6 words", Frame.OfText(Words));
        yield return FrameCase.Echo("6 words byte by byte", Frame.OfText(Words), piece: 1);
        for (var at = 1; at < bytes.Length; at += 3)
        {
            yield return FrameCase.Fragmented($"6 words in two fragments, split at {at}", Frame.Text, bytes[..at], bytes[at..]);
        }

        yield return FrameCase.Fragmented("6 words in a fragment a byte", Frame.Text, [.. bytes.Select(one => new[] { one })]);

        for (var lone = 0x80; lone <= 0xbf; lone += 3)
        {
            yield return FrameCase.Refused($"6 continuation {lone:x2} alone", NotUtf8, new Frame(Frame.Text, [0x41, (byte)lone, 0x42]));
        }

        foreach (var lead in (int[])[0xc0, 0xc1, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff])
        {
            yield return FrameCase.Refused($"6 byte {lead:x2}", NotUtf8, new Frame(Frame.Text, [0x41, (byte)lead, 0x42]));
        }

        foreach (var wrong in Wrong)
        {
            var name = Convert.ToHexStringLower(wrong);
            yield return FrameCase.Refused($"6 {name}", NotUtf8, new Frame(Frame.Text, [.. "abc"u8, .. wrong]));
            yield return FrameCase.Refused($"6 {name} over fragments", NotUtf8, FrameCase.Fragments(Frame.Text, [.. "abc"u8, .. wrong[..1]], wrong[1..]));
            yield return FrameCase.Echo($"6 {name} as bytes", new Frame(Frame.Binary, wrong));
        }
    }
}
