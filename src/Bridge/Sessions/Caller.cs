using System.Security.Claims;

namespace Bridge.Sessions;

/// <summary>Who is at the door.</summary>
/// <param name="User">Who is signed in; nobody: an identity that is not authenticated.</param>
internal sealed record Caller(ClaimsPrincipal User)
{
    /// <summary>Nobody in particular.</summary>
    public static readonly Caller Anonymous = new(new ClaimsPrincipal(new ClaimsIdentity()));

    /// <summary>Whose sessions these are: the user's name identifier (or name), or empty for nobody's.</summary>
    public string Owner { get; } = User.Identity is { IsAuthenticated: true } identity
        ? User.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? User.FindFirst("sub")?.Value ?? identity.Name ?? ""
        : "";
}
