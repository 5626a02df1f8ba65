namespace Bridge.Messaging;

/// <summary>One message of a channel. Immutable but for the bytes that dialects keep with it.</summary>
public sealed class Message(ChannelName channel, Position position, Payload payload, Audience audience, DateTimeOffset time, Checkpoint? checkpoint = null)
{
    private byte[]? _native;
    private byte[]? _plain;
    private byte[]? _other;
    private bool _cool;

    /// <summary>The channel.</summary>
    public ChannelName Channel { get; } = channel;

    /// <summary>Where it stands.</summary>
    public Position Position { get; } = position;

    /// <summary>What it carries.</summary>
    public Payload Payload { get; } = payload;

    /// <summary>Who it is for.</summary>
    public Audience Audience { get; } = audience;

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>The legacy cursor that stands after it; null for a message that no upstream answer ended with.</summary>
    public Checkpoint? Checkpoint { get; } = checkpoint;

    /// <summary>The message in a dialect's wire form, made once (or a few times, by readers that race) and then shared by all of them.</summary>
    public byte[] Encoded(EncodingSlot slot, Func<Message, byte[]> encode)
    {
        ref var kept = ref _native;
        switch (slot)
        {
            case EncodingSlot.Plain:
                kept = ref _plain;
                break;
            case EncodingSlot.Other:
                kept = ref _other;
                break;
        }

        return kept ?? (_cool ? encode(this) : kept = encode(this));
    }

    /// <summary>Lets go of the wire forms, for good: the message has left the hot tail, where many readers want it at once.</summary>
    public void Cool()
    {
        _cool = true;
        _native = _plain = _other = null;
    }
}
