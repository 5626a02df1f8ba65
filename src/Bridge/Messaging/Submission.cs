using System.Security.Claims;

namespace Bridge.Messaging;

/// <summary>What a client submitted.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Payload">The payload; JSON is valid.</param>
/// <param name="Session">The sender's session; null for a client without one.</param>
/// <param name="User">Who is signed in.</param>
/// <param name="Id">The client's id for it, or null.</param>
public sealed record Submission(ChannelName Channel, Payload Payload, SessionId? Session, ClaimsPrincipal User, long? Id);
