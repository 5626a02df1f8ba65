using System.Text.Json.Nodes;
using Bridge.Messaging;

namespace Bridge.TestKit.Wires;

/// <summary>What a client of <c>bridge.v1</c> can say, in the words of docs/protocol.md.</summary>
public static class Say
{
    /// <summary>Begins or resumes a session.</summary>
    public static JsonObject Open(
        string? token = null, string? page = null, long? attempt = null, IEnumerable<KeyValuePair<string, Position>>? positions = null, params JsonObject[] subscribe)
    {
        var open = new JsonObject { ["type"] = "open" };
        Put(open, "token", token);
        Put(open, "page", page);
        Put(open, "attempt", attempt);
        Put(open, "positions", Positions(positions));
        if (subscribe.Length > 0)
        {
            open["subscribe"] = new JsonArray([.. subscribe]);
        }

        return open;
    }

    /// <summary>Subscribes; <paramref name="since"/> is <c>now</c>, <c>oldest</c> or a position.</summary>
    public static JsonObject Subscribe(string channel, string? since = null)
    {
        var subscribe = new JsonObject { ["type"] = "subscribe", ["channel"] = channel };
        Put(subscribe, "since", since);
        return subscribe;
    }

    /// <summary>Subscribes with the last so many messages.</summary>
    public static JsonObject SubscribeLast(string channel, int last) =>
        new() { ["type"] = "subscribe", ["channel"] = channel, ["since"] = new JsonObject { ["last"] = last } };

    /// <summary>Ends a subscription.</summary>
    public static JsonObject Unsubscribe(string channel) => new() { ["type"] = "unsubscribe", ["channel"] = channel };

    /// <summary>Waits for news.</summary>
    public static JsonObject Poll(string? page, long? attempt, IEnumerable<KeyValuePair<string, Position>>? positions, int? wait = null)
    {
        var poll = new JsonObject { ["type"] = "poll" };
        Put(poll, "page", page);
        Put(poll, "attempt", attempt);
        Put(poll, "positions", Positions(positions));
        Put(poll, "wait", wait);
        return poll;
    }

    /// <summary>Hands over a payload, given as JSON.</summary>
    public static JsonObject Submit(long? id, string channel, string json)
    {
        var submit = new JsonObject { ["type"] = "submit", ["channel"] = channel, ["data"] = JsonNode.Parse(json) };
        Put(submit, "id", id);
        return submit;
    }

    /// <summary>Acknowledges.</summary>
    public static JsonObject Ack(params KeyValuePair<string, Position>[] positions) => new() { ["type"] = "ack", ["positions"] = Positions(positions) };

    /// <summary>Acknowledges one channel.</summary>
    public static JsonObject Ack(string channel, Position position) => Ack(new KeyValuePair<string, Position>(channel, position));

    /// <summary>Asks whether bytes pass.</summary>
    public static JsonObject Probe(string pad) => new() { ["type"] = "probe", ["pad"] = pad };

    /// <summary>An envelope without fields: <c>ping</c>, <c>pong</c>, <c>close</c>.</summary>
    public static JsonObject Just(string type) => new() { ["type"] = type };

    private static JsonObject? Positions(IEnumerable<KeyValuePair<string, Position>>? positions) => positions is null
        ? null
        : new JsonObject(positions.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value.ToString())));

    private static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is not null)
        {
            into[name] = value;
        }
    }
}
