using System.Text;
using Bridge.TestKit;

namespace Bridge.Fuzz.Generation;

/// <summary>JSON (RFC 8259) by its grammar, with what the grammar allows and few write.</summary>
internal static class JsonGrammar
{
    private static readonly string[] Texts =
    [
        "", "a", "news", "\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\u0041", "\\u0000", "\\ud83d\\ude00", "\\uD800", "\\uDC00x", "\\ud800\\u0041", "é", "😀", "\u2028",
        "\u007f", "~x", "</script>", "__proto__",
        "now", "oldest", "last:3", "type",
    ];

    private static readonly string[] Spaces = ["", "", "", "", " ", "\n", "\r\n\t ", "  "];

    /// <summary>A value, nesting so deep at most.</summary>
    public static void Value(SeededRandom random, StringBuilder text, int depth)
    {
        text.Append(random.Pick(Spaces));
        switch (random.Below(depth > 0 ? 9 : 6))
        {
            case 0:
                text.Append(random.Pick((string[])["null", "true", "false"]));
                break;
            case 1 or 2:
                text.Append(random.OneIn(4) ? Encoding.UTF8.GetString(random.Pick(Interesting.Numbers)) : $"{random.Below(2_000)}");
                break;
            case 3 or 4 or 5:
                String(random, text);
                break;
            case 6:
                List(random, text, '[', ']', () => Value(random, text, depth - 1));
                break;
            default:
                List(random, text, '{', '}', () =>
                {
                    String(random, text);
                    text.Append(random.Pick(Spaces)).Append(':');
                    Value(random, text, depth - 1);
                });
                break;
        }

        text.Append(random.Pick(Spaces));
    }

    /// <summary>A string.</summary>
    public static void String(SeededRandom random, StringBuilder text)
    {
        text.Append('"');
        for (var parts = random.Below(4); parts > 0; parts--)
        {
            text.Append(random.Pick(Texts));
        }

        text.Append('"');
    }

    /// <summary>Some elements between brackets.</summary>
    public static void List(SeededRandom random, StringBuilder text, char open, char close, Action element)
    {
        text.Append(open);
        var count = random.Below(random.OneIn(10) ? 12 : 4);
        for (var i = 0; i < count; i++)
        {
            text.Append(i > 0 ? "," : "");
            element();
        }

        text.Append(close);
    }
}
