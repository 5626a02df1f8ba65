using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary><c>bridge.v1</c>: the shim's dialect, the same in frames and in bodies. docs/protocol.md has every word of it.</summary>
internal sealed class NativeDialect(int maxMessageBytes, int maxJsonDepth) : IDialect
{
    /// <summary>The subprotocol, and the value of the Bridge-Protocol header.</summary>
    public const string Protocol = "bridge.v1";

    private readonly NativeReader _reader = new(maxJsonDepth);

    public string Name => Protocol;

    public int MaxMessageBytes => maxMessageBytes;

    public CloseReason? Read(ReadOnlySpan<byte> message, bool binary, List<ClientIntent> intents) =>
        binary ? CloseReason.UnsupportedData : _reader.Read(message, intents);

    public void Write(IReadOnlyList<ServerReply> replies, Batch? batch, FrameQueue frames) => NativeWriter.Write(replies, batch, frames);
}
