using Bridge.Messaging;

namespace Bridge.Dialects.Plain;

/// <summary>One message is one frame, both ways, on one channel. For any WebSocket client; docs/dialects/plain.md.</summary>
internal sealed class PlainSocketDialect(ChannelName channel, int maxMessageBytes, int maxJsonDepth) : IDialect
{
    public string Name => "plain";

    public int MaxMessageBytes => maxMessageBytes;

    /// <summary>A frame is a submission: bytes, JSON when it may be published as such, else text.</summary>
    public CloseReason? Read(ReadOnlySpan<byte> message, bool binary, List<ClientIntent> intents)
    {
        var kind = binary ? PayloadKind.Binary : JsonText.IsValid(message, maxJsonDepth) ? PayloadKind.Json : PayloadKind.Text;
        intents.Add(new ClientIntent.Submit(null, channel, new Payload(message.ToArray(), kind)));
        return null;
    }

    /// <summary>A message is a frame of its own; so is a handler's reply. What else there is to say, a plain client would not understand.</summary>
    public void Write(IReadOnlyList<ServerReply> replies, Batch? batch, FrameQueue frames)
    {
        foreach (var reply in replies)
        {
            if (reply is ServerReply.Accepted { Reply: { } payload })
            {
                frames.Add(payload.Bytes, payload.Kind == PayloadKind.Binary);
            }
        }

        foreach (var message in batch?.Messages ?? [])
        {
            frames.Add(message.Payload.Bytes, message.Payload.Kind == PayloadKind.Binary);
        }
    }
}
