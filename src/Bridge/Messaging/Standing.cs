namespace Bridge.Messaging;

/// <summary>How far a session has acknowledged in a channel.</summary>
/// <param name="Session">The session.</param>
/// <param name="Owner">Whose it is; empty: nobody's.</param>
/// <param name="Acked">How far.</param>
/// <param name="LastSeen">When it was last heard of.</param>
public sealed record Standing(SessionId Session, string Owner, Position Acked, DateTimeOffset LastSeen);
