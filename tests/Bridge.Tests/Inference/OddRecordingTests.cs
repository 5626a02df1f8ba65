using System.Text;
using System.Text.Json.Nodes;
using Bridge.Gateway.Inference;

namespace Bridge.Tests.Inference;

/// <summary>Recordings in which anything may stand anywhere: what is proposed is sound, or nothing is.</summary>
public sealed class OddRecordingTests
{
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e400", "\"\"", "\"0\"", "[]", "{}", "[[]]", "\"{items}\"", "\"[{since}]\"", "\"%zz\"", "\"half\"", "[null]", "{\"\":{\"\":1}}", "99999999999999999999",
        "\"http://app.test/e?since=%ff&since=1\"", "\"2026-03-01T12:00:00Z\"", "[{\"id\":null}]", "\"[{\\\"id\\\":1},{\\\"id\\\":2}]\"", "\"\\u0000\"", "\"{\\\"a.b\\\":1,\\\"*\\\":[1]}\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nothing_in_a_recording_breaks_the_inference(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 250; round++)
        {
            var root = JsonNode.Parse(Recorded(random.Next(3)))!;
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                Change(root, random);
            }

            var proposals = new PollInference(Recording.Read(new MemoryStream(Encoding.UTF8.GetBytes(root.ToJsonString().Replace("half", "\\ud800", StringComparison.Ordinal))), _ => { })).Propose();
            foreach (var proposal in proposals.Where(proposal => proposal.Shape is not null))
            {
                HarFile.ShapeOf(proposal);
            }

            InferenceReport.Write(TextWriter.Null, "x.har", new Recording([], 0, null, 0), proposals);
        }
    }

    /// <summary>Puts something odd in the place of a value somewhere in the entries.</summary>
    private static void Change(JsonNode root, Random random)
    {
        var at = root["log"]!["entries"]!;
        while (true)
        {
            var (count, isList) = at is JsonArray array ? (array.Count, true) : (at.AsObject().Count, false);
            if (count == 0)
            {
                return;
            }

            var place = random.Next(count);
            var child = isList ? at[place] : at.AsObject().GetAt(place).Value;
            if (child is JsonArray or JsonObject && random.Next(5) > 0)
            {
                at = child;
                continue;
            }

            var odd = JsonNode.Parse(Odd[random.Next(Odd.Length)]);
            if (isList)
            {
                at.AsArray()[place] = odd;
            }
            else
            {
                at.AsObject().SetAt(place, odd);
            }

            return;
        }
    }

    private static byte[] Recorded(int kind)
    {
        var har = new HarFile { RequestHeaders = { ["Cookie"] = "sid=kX83jd0aPq71Lm55wZ" } };
        for (var n = 1; n <= 4; n++)
        {
            switch (kind)
            {
                case 0:
                    har.Get($"/e?since={n - 1}&_={n * 7919}", $$"""{"list":[{"id":{{n}},"t":"x"}],"last":{{n}}}""").Get($"/e?since={n}&_={n * 7907}", $$"""{"list":[],"last":{{n}}}""", 9_000);
                    break;
                case 1:
                    har.Post("/rpc", $$$"""{"m":"poll","p":{"last":{{{n - 1}}}}}""", $$"""{"result":[{"id":{{n}}}]}""", type: "application/json");
                    break;
                default:
                    har.Get("/state", $$"""{"n":{{n / 2}}}""", 3, ask: new() { ["If-None-Match"] = $"\"{(n - 1) / 2}\"" }, answer: new() { ["ETag"] = $"\"{n / 2}\"" });
                    break;
            }
        }

        return har.Bytes();
    }
}
