using System.Security.Claims;

namespace Bridge.Messaging;

/// <summary>Who wants what.</summary>
/// <param name="User">Who is signed in.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Operation">What.</param>
public readonly record struct ChannelAccess(ClaimsPrincipal User, ChannelName Channel, ChannelOperation Operation);
