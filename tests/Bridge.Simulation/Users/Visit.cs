using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Simulation.Users;

/// <summary>One request or socket as the application's authentication saw it when it came in: whose it is for as long as it lasts.</summary>
/// <param name="Login">What it showed; null: nothing that is good.</param>
/// <param name="Came">When.</param>
internal sealed record Visit(Login? Login, Moment Came)
{
    public Account? Account => Login?.Account;

    /// <summary>Authenticates a request that arrives with a login, or with none, and has all that leaves for it watched.</summary>
    public static Visit Begin(World world, Exchange exchange, Login? shown)
    {
        var login = shown?.IsGood(world.Time.GetUtcNow()) == true ? shown : null;
        exchange.Context.User = login?.User ?? new();
        if (login is not null)
        {
            var properties = new AuthenticationProperties { ExpiresUtc = login.Expires };
            exchange.Context.Features.Set<IAuthenticateResultFeature>(new Result { AuthenticateResult = AuthenticateResult.Success(new AuthenticationTicket(login.User, properties, "model")) });
        }

        var visit = new Visit(login, new Moment(world));
        exchange.Leaves = bytes => world.Users!.Watch.Left(visit, bytes.Span);
        return visit;
    }

    private sealed class Result : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; }
    }
}
