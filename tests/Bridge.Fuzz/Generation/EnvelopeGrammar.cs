using System.Text;
using Bridge.TestKit;

namespace Bridge.Fuzz.Generation;

/// <summary>Envelopes of <c>bridge.v1</c>: the right members with mostly right values, and now and then any other JSON in their place.</summary>
internal static class EnvelopeGrammar
{
    private static readonly string[] Types = ["open", "subscribe", "unsubscribe", "poll", "submit", "ack", "ping", "pong", "probe", "close"];
    private static readonly string[] Members = ["type", "channel", "data", "text", "base64", "positions", "id", "attempt", "page", "token", "since", "wait", "pad", "subscribe", "unknown"];
    private static readonly string[] Channels = ["news", "echo", "a:b.c-d_9", "quiet", "~own", "no name", "", "nobody", "\\u006eews"];

    /// <summary>Words of the protocol.</summary>
    public static IReadOnlyList<byte[]> Words { get; } = Bytes.Of(
    [
        .. Types.Select(type => $"{{\"type\":\"{type}\"}}"), .. Members.Select(member => $"\"{member}\":"), .. Channels.Select(channel => $"\"channel\":\"{channel}\""),
        "\"k3f9x2ab-124\"", "\"now\"", "\"oldest\"",
        "{\"last\":3}", "\"base64\":\"AAECAw==\"", ",\"id\":1", ",\"wait\":0", ",\"page\":\"p\"", "[{\"channel\":\"news\"}]", "{\"news\":\"k3f9x2ab-0\"}",
    ]);

    /// <summary>One envelope or an array of them.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="position">A position that is real where it is read, or any.</param>
    /// <param name="token">A token that is, or any.</param>
    public static string Message(SeededRandom random, string position = "k3f9x2ab-124", string token = "t")
    {
        var text = new StringBuilder();
        if (random.OneIn(3))
        {
            JsonGrammar.List(random, text, '[', ']', () => Envelope(random, text, position, token));
        }
        else
        {
            Envelope(random, text, position, token);
        }

        return text.ToString();
    }

    private static void Envelope(SeededRandom random, StringBuilder text, string position, string token)
    {
        var type = random.Pick(Types);
        text.Append("{\"type\":\"").Append(type).Append('"');
        IReadOnlyList<string> members = random.OneIn(8) ? Members : type switch
        {
            "open" => ["token", "page", "attempt", "positions", "subscribe"],
            "subscribe" => ["channel", "since"],
            "unsubscribe" => ["channel"],
            "poll" => ["page", "attempt", "positions", "wait"],
            "submit" => ["id", "channel", "data", "text", "base64"],
            "ack" => ["positions"],
            "probe" => ["pad"],
            _ => ["unknown"],
        };
        foreach (var member in members)
        {
            if (!random.OneIn(3) || member is "channel")
            {
                text.Append(",\"").Append(member).Append("\":");
                Member(random, text, member, position, token);
            }
        }

        text.Append('}');
    }

    private static void Member(SeededRandom random, StringBuilder text, string member, string position, string token)
    {
        if (random.OneIn(16))
        {
            JsonGrammar.Value(random, text, 2);
            return;
        }

        switch (member)
        {
            case "channel":
                text.Append('"').Append(random.Pick(Channels)).Append('"');
                break;
            case "text" or "page" or "pad":
                JsonGrammar.String(random, text);
                break;
            case "token":
                text.Append('"').Append(token).Append('"');
                break;
            case "base64":
                text.Append(random.Pick((string[])["\"\"", "\"AAEC\"", "\"AAECAw==\"", "\"AA==\"", "\"A\"", "\"_-8=\""]));
                break;
            case "id" or "attempt" or "wait":
                text.Append(random.OneIn(3) ? Encoding.UTF8.GetString(random.Pick(Interesting.Numbers)) : $"{random.Below(9)}");
                break;
            case "since":
                Since(random, text, position);
                break;
            case "positions":
                JsonGrammar.List(random, text, '{', '}', () => text.Append($"\"{random.Pick(Channels)}\":\"{Near(random, position)}\""));
                break;
            case "subscribe":
                JsonGrammar.List(random, text, '[', ']', () =>
                {
                    text.Append($"{{\"channel\":\"{random.Pick(Channels)}\",\"since\":");
                    Since(random, text, position);
                    text.Append('}');
                });
                break;
            default:
                JsonGrammar.Value(random, text, 4);
                break;
        }
    }

    private static void Since(SeededRandom random, StringBuilder text, string position) => text.Append(random.Below(6) switch
    {
        0 => "\"now\"",
        1 => "\"oldest\"",
        2 => $"\"last:{random.Below(2_000)}\"",
        3 => $"{{\"last\":{Encoding.UTF8.GetString(random.Pick(Interesting.Numbers))}}}",
        _ => $"\"{Near(random, position)}\"",
    });

    private static string Near(SeededRandom random, string position) =>
        random.OneIn(3) ? $"{position[..9]}{random.Below(12)}" : random.OneIn(8) ? $"{position[..9]}{Encoding.UTF8.GetString(random.Pick(Interesting.Numbers))}" : position;
}
