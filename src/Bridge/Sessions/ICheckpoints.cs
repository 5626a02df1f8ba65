using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Says which cursor of the old kind stands after a message, where the application publishes what old clients poll for.</summary>
internal interface ICheckpoints
{
    /// <summary>The cursor; null: old clients know none for this message.</summary>
    Checkpoint? After(ChannelName channel, Payload payload);
}
