using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Transports;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Identity;

/// <summary>An application with ASP.NET Core's own cookies, as docs/security.md shows it: signing in, signing out, and cookies that run out.</summary>
public sealed class CookieTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_ends_everything_of_the_user_and_nothing_of_anybody_else()
    {
        await using var host = await StartAsync();
        var (alice, bob) = (await SignInAsync(host, "alice"), await SignInAsync(host, "bob"));
        var polls = Polls(host, alice);
        await polls.OpenAsync("mine:alice");
        var parked = polls.PollAsync("""{"type":"poll"}""");
        await using var socket = await UserSocket.OpenAsync(host, alice, "mine:alice");
        await using var bobs = await UserSocket.OpenAsync(host, bob, "mine:bob");
        using var plain = await ConnectAsync(host, "/feed", alice);
        var plainPoll = GetAsync(host, "/bridge/channels/mine:alice/messages", alice);
        await Parking.UntilAsync(() => host.Services.GetRequiredService<Leases>().Count == 3 && host.Services.GetRequiredService<Guests>().All.Count == 2);

        using (var signedOut = await PostAsync(host, "/logout", alice))
        {
            Assert.Equal(HttpStatusCode.OK, signedOut.StatusCode);
        }

        var told = Assert.Single(await parked)!;
        Assert.Equal(("closed", "revoked", "stop"), (told.Text("type"), told.Text("code"), told.Text("advice")));
        Assert.Equal((4499, "revoked"), await socket.NextCloseAsync());
        var frame = await plain.ReceiveAsync(new byte[100], Stop);
        Assert.Equal((WebSocketMessageType.Close, (WebSocketCloseStatus)4499), (frame.MessageType, frame.CloseStatus));
        using var answered = await plainPoll;
        Assert.Equal((401, "revoked"), await answered.FaultAsync());
        Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", """{"type":"poll"}"""));
        Assert.Equal((404, "session_unknown"), await new NativePolls(host) { Token = polls.Token }.FaultAsync("/bridge/send", """{"type":"ack","positions":{}}"""));

        await host.Publisher.PublishAsync("mine:bob", Payload.Json("\"still here\""), cancellationToken: Stop);
        Assert.Equal("still here", (await bobs.NextAsync("message")).Text("data"));
    }

    [Fact]
    public async Task When_the_cookie_runs_out_its_connections_come_again_and_with_a_new_one_go_on_without_loss()
    {
        await using var host = await StartAsync(lifetime: TimeSpan.FromSeconds(6));
        var first = await SignInAsync(host, "alice");
        await using var socket = await UserSocket.OpenAsync(host, first, "mine:alice");
        var token = socket.Token;
        var plain = GetAsync(host, "/bridge/channels/mine:alice/messages", first);

        Assert.Equal((4406, "renew"), await socket.NextCloseAsync());
        using (var answered = await plain)
        {
            Assert.Equal((401, "renew"), await answered.FaultAsync());
        }

        await host.Publisher.PublishAsync("mine:alice", Payload.Json("\"meanwhile\""), cancellationToken: Stop);
        var late = Polls(host, first);
        late.Token = token;
        Assert.Equal((404, "session_unknown"), await late.FaultAsync("/bridge/poll", """{"type":"open"}""")); // as nobody, it is nobody's
        var renewed = Polls(host, await SignInAsync(host, "alice"));
        renewed.Token = token;
        var again = await renewed.PollAsync("""{"type":"open"}""");
        Assert.Equal("opened", again[0]!.Text("type"));
        var news = again.Count > 1 ? again : await renewed.PollAsync("""{"type":"poll"}""");
        Assert.Equal("meanwhile", news.Single(envelope => envelope!.Text("type") == "message")!.Text("data"));
        var stranger = Polls(host, await SignInAsync(host, "bob"));
        stranger.Token = token;
        Assert.Equal((404, "session_unknown"), await stranger.FaultAsync("/bridge/poll", """{"type":"open"}"""));
    }

    [Fact]
    public async Task A_parked_poll_is_answered_when_the_cookie_runs_out()
    {
        await using var host = await StartAsync(lifetime: TimeSpan.FromSeconds(6));
        var polls = Polls(host, await SignInAsync(host, "alice"));
        await polls.OpenAsync("mine:alice");
        Assert.DoesNotContain(await polls.PollAsync("""{"type":"poll"}"""), envelope => envelope!.Text("type") == "closed"); // long before its hold of 25 s
        Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", """{"type":"poll"}"""));
    }

    [Fact]
    public async Task Rights_that_change_are_asked_for_again_before_anything_more_comes()
    {
        await using var host = await StartAsync();
        var alice = await SignInAsync(host, "alice");
        await using var socket = await UserSocket.OpenAsync(host, alice, "mine:alice", "staff");
        using (await PostAsync(host, "/dismiss", alice))
        {
            Assert.Equal((4406, "renew"), await socket.NextCloseAsync());
        }

        var polls = Polls(host, alice);
        polls.Token = socket.Token;
        var again = await polls.PollAsync("""{"type":"open"}""");
        var refused = again.Single(envelope => envelope!.Text("code") is not null)!;
        Assert.Equal(("staff", "channel_forbidden"), (refused.Text("channel"), refused.Text("code")));
        await host.Publisher.PublishAsync("staff", Payload.Json("\"secret\""), cancellationToken: Stop);
        await host.Publisher.PublishAsync("mine:alice", Payload.Json("\"hers\""), cancellationToken: Stop);
        var news = await polls.PollAsync("""{"type":"poll"}""");
        Assert.Equal(["hers"], news.Where(envelope => envelope!.Text("type") == "message").Select(envelope => envelope!.Text("data")));
    }

    private static Task<TestHost> StartAsync(TimeSpan? lifetime = null)
    {
        var staff = true;
        return TestHost.StartAsync(
            options =>
            {
                options.Channels.Add("mine:*", channel => channel.Authorize(access => access.Channel.Value == $"mine:{access.User.Identity?.Name}"));
                options.Channels.Add("staff", channel => channel.Authorize(access => access.User.Identity?.IsAuthenticated == true && staff));
            },
            app =>
            {
                app.UseAuthentication();
                app.UseRouting();
                app.MapPost("/login", (HttpContext context, string user) => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(ClaimTypes.NameIdentifier, user), new Claim(ClaimTypes.Name, user)], CookieAuthenticationDefaults.AuthenticationScheme))));
                app.MapPost("/logout", async (HttpContext context, ISessionControl sessions) =>
                {
                    var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier)!;
                    await context.SignOutAsync();
                    await sessions.EndAsync(user);
                });
                app.MapPost("/dismiss", async (HttpContext context, ISessionControl sessions) =>
                {
                    staff = false;
                    await sessions.RecheckAsync(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!);
                });
                app.MapBridge();
                app.MapBridgeChannel("/feed", "mine:alice");
            },
            services: services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
                {
                    cookie.ExpireTimeSpan = lifetime ?? TimeSpan.FromHours(1);
                    cookie.SlidingExpiration = false;
                });
            });
    }

    private static async Task<string> SignInAsync(TestHost host, string user)
    {
        using var response = await host.Http.PostAsync(new Uri($"/login?user={user}", UriKind.Relative), null, Stop);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static NativePolls Polls(TestHost host, string cookie) => new(host) { Headers = { ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin") } };

    private static Task<HttpResponseMessage> GetAsync(TestHost host, string path, string cookie) => SendAsync(host, HttpMethod.Get, path, cookie);

    private static Task<HttpResponseMessage> PostAsync(TestHost host, string path, string cookie) => SendAsync(host, HttpMethod.Post, path, cookie);

    private static async Task<HttpResponseMessage> SendAsync(TestHost host, HttpMethod method, string path, string cookie)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Cookie", cookie }, { "Sec-Fetch-Site", "same-origin" } } };
        return await host.Http.SendAsync(request, Stop);
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestHost host, string path, string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        await socket.ConnectAsync(host.Socket(path), Stop);
        return socket;
    }
}
