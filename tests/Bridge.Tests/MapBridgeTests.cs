using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge.Tests;

/// <summary>What <c>MapBridge</c> returns composes from outside.</summary>
public sealed class MapBridgeTests
{
    [Fact]
    public async Task With_RequireAuthorization_a_preflight_passes_and_everything_else_needs_somebody()
    {
        await using var host = await StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/bridge/poll");
        preflight.Headers.Add("Origin", "https://app.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using var passed = await host.Http.SendAsync(preflight, Patience.Token);
        using var poll = await new NativePolls(host).PostAsync("/bridge/poll", "{\"type\":\"open\"}");
        using var read = await host.Http.GetAsync("/bridge/channels/news/messages?wait=0s", Patience.Token);
        using var shim = await host.Http.GetAsync("/bridge/bridge.mjs", Patience.Token);
        using var socket = await host.Http.GetAsync("/bridge/ws", Patience.Token);

        Assert.Equal(HttpStatusCode.NoContent, passed.StatusCode);
        Assert.Equal("https://app.example", string.Join(",", passed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.All(new[] { poll, read, shim, socket }, response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
    }

    [Fact]
    public async Task Who_is_signed_in_passes_and_owns_the_session()
    {
        await using var host = await StartAsync();
        var polls = new NativePolls(host) { Headers = { ("X-User", "alice") } };

        Assert.Equal("opened subscribed", (await polls.OpenAsync("news")).Types());

        polls.Headers.Clear();
        polls.Headers.Add(("X-User", "bob"));
        Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", "{\"type\":\"poll\"}"));
    }

    [Fact]
    public async Task It_can_be_mapped_under_another_path()
    {
        await using var host = await TestHost.StartAsync(map: app => app.MapBridge("/deep/er"));

        Assert.Equal("{\"messages\":[]", (await host.Http.GetStringAsync("/deep/er/channels/news/messages?wait=0s", Patience.Token))[..14]);
    }

    [Fact]
    public async Task A_channels_own_door_decides_for_readers_and_for_writers_apart()
    {
        await using var host = await TestHost.StartAsync(options => options.Channels.Add("board", channel => channel
            .AcceptSubmissions().Authorize(access => access.Operation == Bridge.Messaging.ChannelOperation.Subscribe)));
        var polls = new NativePolls(host);

        Assert.Equal("opened subscribed", (await polls.OpenAsync("board")).Types());
        Assert.Equal("channel_forbidden", (await polls.SendAsync("{\"type\":\"submit\",\"id\":1,\"channel\":\"board\",\"data\":1}")).Single()!.Text("code"));
    }

    [Fact]
    public async Task A_channel_that_takes_no_submissions_says_so_and_an_undeclared_one_is_not_created()
    {
        await using var host = await TestHost.StartAsync(options => options.Channels.Add("board"));
        var polls = new NativePolls(host);
        await polls.OpenAsync("board");

        var answers = await polls.SendAsync("[{\"type\":\"submit\",\"id\":1,\"channel\":\"board\",\"data\":1},{\"type\":\"submit\",\"id\":2,\"channel\":\"no-such\",\"data\":1},{\"type\":\"submit\",\"id\":3,\"channel\":\"~board\",\"data\":1}]");

        Assert.Equal(["1 submit_forbidden", "2 channel_forbidden", "3 channel_name"], answers.Select(answer => $"{answer!.Text("id")} {answer!.Text("code")}"));
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        options => options.AllowedOrigins.Add("https://app.example"),
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapBridge().RequireAuthorization();
        },
        services: services =>
        {
            services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
            services.AddAuthorization();
        });

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-User"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "header")), "header"))
            : AuthenticateResult.NoResult());
    }
}
