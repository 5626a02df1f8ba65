using System.Text.Json.Nodes;
using Bridge.Messaging;

namespace Bridge.TestKit.Wires;

/// <summary>What tests do on a wire again and again.</summary>
public static class WireSteps
{
    /// <summary>The next envelope, which must be of this type.</summary>
    public static async Task<Envelope> ExpectAsync(this IWire wire, string type)
    {
        var next = await wire.NextAsync();
        return next?.Type == type ? next : throw new InvalidOperationException($"Expected '{type}', got {next?.ToString() ?? "the end of the wire"}.");
    }

    /// <summary>The next envelope of this type, others (other than its end) being left aside.</summary>
    public static async Task<Envelope> FindAsync(this IWire wire, string type)
    {
        while (true)
        {
            var next = await wire.NextAsync();
            if (next is null || (next.Type == "closed" && type != "closed"))
            {
                throw new InvalidOperationException($"Waited for '{type}', got {next?.ToString() ?? "the end of the wire"}.");
            }

            if (next.Type == type)
            {
                return next;
            }
        }
    }

    /// <summary>Says this and waits for an answer of the type.</summary>
    public static async Task<Envelope> AskAsync(this IWire wire, JsonObject envelope, string type)
    {
        await wire.SayAsync(envelope);
        return await wire.FindAsync(type);
    }

    /// <summary>Opens a new session.</summary>
    public static Task<Envelope> OpenAsync(this IWire wire, string? page = null) => wire.AskAsync(Say.Open(page: page), "opened");

    /// <summary>Subscribes; gives the position after which messages follow.</summary>
    public static async Task<Position> SubscribeAsync(this IWire wire, string channel, string? since = null) =>
        (await wire.AskAsync(Say.Subscribe(channel, since), "subscribed")).Position!.Value;

    /// <summary>The next so many messages, which must come without anything between them but positions.</summary>
    public static async Task<IReadOnlyList<Envelope>> MessagesAsync(this IWire wire, int count)
    {
        var messages = new List<Envelope>();
        while (messages.Count < count)
        {
            var next = await wire.NextAsync();
            switch (next?.Type)
            {
                case "message":
                    messages.Add(next);
                    break;
                case "position":
                    break;
                default:
                    throw new InvalidOperationException($"Expected message {messages.Count + 1} of {count}, got {next?.ToString() ?? "the end of the wire"}.");
            }
        }

        return messages;
    }

    /// <summary>The payloads of the next so many messages.</summary>
    public static async Task<IReadOnlyList<string>> PayloadsAsync(this IWire wire, int count) => [.. (await wire.MessagesAsync(count)).Select(message => message.Payload)];
}
