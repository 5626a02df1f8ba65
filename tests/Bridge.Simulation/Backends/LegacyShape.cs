using System.Text;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Backends;

/// <summary>How the backend is described to the nodes, written as a user writes it; all waits a tenth of the usual ones.</summary>
internal static class LegacyShape
{
    public static PollShape Of(Feed feed)
    {
        var cursor = feed.IsInclusive ? "\"path\": \"t\", \"inclusive\": true" : "\"path\": \"id\"";
        var probe = feed.Probe != Feed.Never ? $", \"probe\": {{ \"when\": \"{feed.Probe}\", {(feed.Probe == Feed.Every ? "\"every\": 2, " : "")}\"call\": {{ \"url\": \"/head\", \"extract\": [{{ \"var\": \"last\", \"path\": \"head\" }}] }} }}" : "";
        var json = $$"""
            {
              "channel": "{{WorldRules.Fed}}", "scope": "public",
              "match": { "path": "/events" },
              "request": { "params": [{ "key": "lastId", "value": "{last}" }] },
              "wait": { "default": "2s", "deadline": "3s" },
              "cursor": { "parts": [{ "var": "last", "from": "item", "type": "int", "value": "0", {{cursor}} }], "initial": "value"{{probe}} },
              "items": { "id": "id" },{{(feed.IsInclusive ? " \"dedupe\": { \"window\": 50 }," : "")}}
              "empty": [{ "body": "[]" }],
              "pace": { "min": "0s", "jitter": 0 }
            }
            """;
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read("Shapes:fed", Encoding.UTF8.GetBytes(json), faults);
        return faults.Found.Count == 0 ? shape : throw new InvalidOperationException(string.Join('\n', faults.Found));
    }
}
