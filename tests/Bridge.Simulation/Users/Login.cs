using System.Security.Claims;

namespace Bridge.Simulation.Users;

/// <summary>What shows that a request is a user's: a cookie, or a token of the application's. Good until it runs out, or he signs out.</summary>
internal sealed class Login(Account account, DateTimeOffset? expires)
{
    public Account Account => account;

    public DateTimeOffset? Expires => expires;

    /// <summary>The application takes it no more.</summary>
    public bool IsSignedOut { get; set; }

    /// <summary>When the application was told that all of the user's is over; null: it is not.</summary>
    public Moment? Ended { get; set; }

    /// <summary>When it ran out.</summary>
    public Moment? Lapsed { get; set; }

    /// <summary>Who a request that carries it is.</summary>
    public ClaimsPrincipal User { get; } = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Name)], "model"));

    public bool IsGood(DateTimeOffset now) => !IsSignedOut && !(expires <= now);
}
