using Bridge.Messaging;

namespace Bridge.Dialects;

/// <summary>How to speak: bytes become intents, replies become bytes. Holds nothing, waits for nothing, reads no clock and no store.</summary>
internal interface IDialect
{
    /// <summary>The name, as a WebSocket subprotocol where the dialect has one.</summary>
    string Name { get; }

    /// <summary>The largest message of a client, in bytes.</summary>
    int MaxMessageBytes { get; }

    /// <summary>Reads one message of a client: a frame, or a request's body.</summary>
    /// <param name="message">Its bytes; they are only lent.</param>
    /// <param name="binary">Whether they came as a binary frame.</param>
    /// <param name="intents">What it means is added here, in order.</param>
    /// <returns>Why it means nothing, or null.</returns>
    CloseReason? Read(ReadOnlySpan<byte> message, bool binary, List<ClientIntent> intents);

    /// <summary>Writes replies, and after them a batch.</summary>
    void Write(IReadOnlyList<ServerReply> replies, Batch? batch, FrameQueue frames);
}
