using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Has a backend polled while an old client waits for the answer. Disposed when it doesn't any more.</summary>
internal interface IAnswerInterest : IDisposable
{
    /// <summary>Where in the log whoever polls the backend stands, when it asks with this very cursor; null: with another one.</summary>
    /// <remarks>The log knows cursors by the items that came with them. The first one, and those that moved on without items, came with none.</remarks>
    Position? Find(Checkpoint cursor);

    /// <summary>The client goes on by subscribing to the channel: until it does, the backend is polled on.</summary>
    void Expect();
}
