using Bridge.Messaging;

namespace Bridge.Dialects;

/// <summary>What an old client asks for, in the words of a backend that it takes us for.</summary>
internal abstract record AnswerQuestion
{
    /// <summary>The channel that its endpoint feeds.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The cursor it brought; null: none, so that only the backend can answer.</summary>
    public required Checkpoint? After { get; init; }

    /// <summary>Whether the log may come to hold the cursor in a moment: not one with which every client begins.</summary>
    public required bool MayArrive { get; init; }

    /// <summary>Whether only the latest message counts.</summary>
    public bool IsState { get; init; }

    /// <summary>Whether each answer is the whole state, whatever the cursor.</summary>
    public bool IsLatest { get; init; }

    /// <summary>How long to wait for news.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>At most so many messages.</summary>
    public required int Limit { get; init; }
}
