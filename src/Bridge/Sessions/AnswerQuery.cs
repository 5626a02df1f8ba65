using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What an old client asks for.</summary>
/// <param name="Channel">The channel that its endpoint feeds.</param>
/// <param name="After">The cursor it brought; null: none.</param>
/// <param name="Wait">How long to wait for news.</param>
/// <param name="Limit">At most so many messages. One upstream answer that has more is never cut: only the backend can answer.</param>
/// <param name="Patience">How long to wait for a cursor that the log doesn't hold yet.</param>
internal readonly record struct AnswerQuery(ChannelName Channel, Checkpoint? After, TimeSpan Wait, int Limit, TimeSpan Patience)
{
    /// <summary>Where to begin when the log doesn't hold the cursor, because there is nobody else to ask; null: there is.</summary>
    public Since? Otherwise { get; init; }

    /// <summary>Where cursors stand that the log doesn't hold; null: nobody knows.</summary>
    public IAnswerInterest? Interest { get; init; }

    /// <summary>Whether only the newest message counts: who goes on by subscribing begins before it.</summary>
    public bool IsState { get; init; }

    /// <summary>Whether the newest message is asked for, whether it came before or after the checkpoint: each answer is the whole state.</summary>
    public bool IsLatest { get; init; }
}
