using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What an old client asks for.</summary>
/// <param name="Channel">The channel that its endpoint feeds.</param>
/// <param name="After">The cursor it brought; null: none.</param>
/// <param name="Wait">How long to wait for news.</param>
/// <param name="Limit">At most so many messages; more only when one upstream answer has more.</param>
/// <param name="Patience">How long to wait for a cursor that the log doesn't hold yet.</param>
/// <param name="Otherwise">Where to begin when the log doesn't hold the cursor, because there is nobody else to ask; null: there is.</param>
internal readonly record struct AnswerQuery(ChannelName Channel, Checkpoint? After, TimeSpan Wait, int Limit, TimeSpan Patience, Since? Otherwise = null);
