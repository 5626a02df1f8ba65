using System.Collections.Concurrent;
using System.Security.Claims;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Conformance.Identity;

/// <summary>Two nodes on one store that know users by a header: a channel of his own for each, and one for all in which messages are for one of them.</summary>
internal sealed class UserSite : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _banned = new();

    private UserSite()
    {
    }

    public IReadOnlyList<TestHost> Hosts { get; private set; } = [];

    public static async Task<UserSite> StartAsync(IReadOnlyList<Action<BridgeBuilder>> stores)
    {
        var site = new UserSite();
        var hosts = new List<TestHost>();
        foreach (var store in stores)
        {
            hosts.Add(await TestHost.StartAsync(site.Declare, Map, stores: store));
        }

        site.Hosts = hosts;
        return site;
    }

    /// <summary>Takes the channel for all from a user, or gives it back.</summary>
    public void Ban(string user, bool banned) => _banned[user] = banned;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts)
        {
            await host.DisposeAsync();
        }
    }

    private void Declare(BridgeOptions options)
    {
        (options.Limits.IdlePolls, options.Limits.Messages) = (null, null);
        options.Channels.Add("mine:*", channel => channel.Authorize(access => access.Channel.Value == $"mine:{Name(access.User)}"));
        options.Channels.Add("all", channel => channel.Authorize(access => Name(access.User) is { } name && !_banned.GetValueOrDefault(name)));
    }

    private static string? Name(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);

    private static void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-User"] is [{ } user])
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "tests"));
            }

            return next(context);
        });
        app.UseRouting();
        app.MapBridge();
        app.MapBridgeChannels("/live/{channel}");
    }
}
