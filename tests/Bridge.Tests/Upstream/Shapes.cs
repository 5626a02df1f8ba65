using System.Text;
using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Tests.Upstream;

/// <summary>Shapes for tests, read as a user writes them.</summary>
internal static class Shapes
{
    /// <summary><c>?lastId=</c>: an array of items with ids, the last id is the cursor.</summary>
    public const string Events = """
        {
          "channel": "board", "scope": "public",
          "match": { "path": "/events" },
          "request": { "params": [{ "key": "lastId", "value": "{lastId}" }] },
          "cursor": { "parts": [{ "var": "lastId", "from": "item", "path": "id", "type": "int", "value": "0" }], "initial": "value" },
          "items": { "id": "id" },
          "empty": [{ "body": "[]" }],
          "pace": { "min": "0s", "jitter": 0 }
        }
        """;

    /// <summary>As above, with a list for each user.</summary>
    public static string Private => Events.Replace(
        "\"channel\": \"board\", \"scope\": \"public\"", "\"channel\": \"board:{scope}\", \"auth\": { \"forward\": [{ \"key\": \"user\" }] }", StringComparison.Ordinal);

    /// <summary>As above, and the head is asked for after each break.</summary>
    public static string Probed => Events.Replace(
        "\"initial\": \"value\" }",
        "\"initial\": \"value\", \"probe\": { \"when\": \"after-break\", \"call\": { \"url\": \"/head\", \"extract\": [{ \"var\": \"lastId\", \"path\": \"head\" }] } } }", StringComparison.Ordinal);

    /// <summary>As above, but the backend tells the items at the cursor again, as timestamps make them do.</summary>
    public static string Inclusive => InclusiveOf(Events);

    /// <summary>Both of the above.</summary>
    public static string InclusiveProbed => InclusiveOf(Probed);

    /// <summary>And several items share a cursor.</summary>
    public static string InclusiveShared => InclusiveProbed.Replace("\"path\": \"id\", \"type\"", "\"path\": \"t\", \"type\"", StringComparison.Ordinal);

    private static string InclusiveOf(string shape) => shape
        .Replace("\"type\": \"int\"", "\"type\": \"int\", \"inclusive\": true", StringComparison.Ordinal)
        .Replace("\"empty\"", "\"dedupe\": { \"window\": 50 }, \"empty\"", StringComparison.Ordinal);

    /// <summary>No cursor: the whole state each time.</summary>
    public const string State = """
        {
          "kind": "state", "channel": "state", "scope": "public",
          "match": { "path": "/state" },
          "items": { "form": "single" },
          "pace": { "interval": "1s", "jitter": 0 },
          "cursor": { }
        }
        """;

    public static PollShape Read(string json, string name = "test")
    {
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read("Shapes:" + name, Encoding.UTF8.GetBytes(json), faults);
        Assert.Empty(faults.Found);
        return shape;
    }
}
