using Bridge.Messaging;
using System.Security.Claims;

namespace Bridge.Sessions;

/// <summary>Who is at the door.</summary>
/// <param name="User">Who is signed in; nobody: an identity that is not authenticated.</param>
/// <param name="Expires">When that ends, as the authentication says: a cookie's or a token's. Null: it doesn't say.</param>
internal sealed record Caller(ClaimsPrincipal User, DateTimeOffset? Expires = null)
{
    /// <summary>Nobody in particular.</summary>
    public static readonly Caller Anonymous = new(new ClaimsPrincipal(new ClaimsIdentity()));

    /// <summary>Whose sessions these are: the user's name identifier (or name), or empty for nobody's.</summary>
    public string Owner { get; } = User.Identity is { IsAuthenticated: true } identity
        ? User.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? User.FindFirst("sub")?.Value ?? identity.Name ?? ""
        : "";

    /// <summary>When he came in, a timestamp of this node's clock: what was heard of him since then counts for him.</summary>
    public long Came { get; init; }

    /// <summary>How long that holds from now on, zero when it is over; null: nobody says until when.</summary>
    public TimeSpan? Left(BridgeScheduler scheduler) =>
        Expires is { } end ? TimeSpan.FromMilliseconds(Math.Clamp((end - scheduler.Time.GetUtcNow()).TotalMilliseconds, 0, int.MaxValue)) : null;
}
