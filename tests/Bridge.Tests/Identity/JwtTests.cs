using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.Tests.Identity;

/// <summary>ASP.NET Core's bearer tokens as they are, and one-time tickets for the handshakes of pages that have nothing else.</summary>
public sealed class JwtTests
{
    private static readonly SymmetricSecurityKey Key = new(Encoding.ASCII.GetBytes("a key that only these tests know, 32 bytes and more"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_with_a_token_polls_as_its_user_and_goes_on_over_a_socket_with_a_ticket()
    {
        await using var host = await StartAsync();
        var polls = Polls(host, TokenOf("alice"));
        Assert.Equal("subscribed", (await polls.OpenAsync("mine:alice"))[1]!.Text("type"));
        await using var socket = await OpenAsync(host, await TicketAsync(polls));

        await socket.SendAsync($$"""{"type":"open","token":"{{polls.Token}}"}""");
        await socket.NextAsync("opened");
        await host.Publisher.PublishAsync("mine:alice", Payload.Json("\"hers\""), cancellationToken: Stop);
        Assert.Equal("hers", (await socket.NextAsync("message")).Text("data"));
    }

    [Fact]
    public async Task A_ticket_is_good_once_and_nobody_is_told_whether_it_ever_was()
    {
        await using var host = await StartAsync();
        var ticket = await TicketAsync(Polls(host, TokenOf("alice")));
        await using (await OpenAsync(host, ticket))
        {
            Assert.Equal((401, "ticket_used"), await RefusedAsync(host, "/bridge/ws", ticket));
        }

        Assert.Equal((401, "ticket_used"), await RefusedAsync(host, "/bridge/ws", "00000000000000000000000000000000"));
        Assert.Equal((401, "ticket_used"), await RefusedAsync(host, "/feed", new string('x', 5_000)));
        Assert.Equal((401, "ticket_used"), await RefusedAsync(host, "/bridge/ws", ""));
    }

    [Fact]
    public async Task Of_many_who_come_with_one_ticket_at_once_one_gets_in()
    {
        await using var host = await StartAsync();
        var ticket = await TicketAsync(Polls(host, TokenOf("alice")));

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await using var socket = await OpenAsync(host, ticket);
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }));

        Assert.Single(all, isIn => isIn);
    }

    [Fact]
    public async Task A_ticket_serves_a_plain_socket_too_and_is_the_channel_s_rule_s_matter()
    {
        await using var host = await StartAsync();
        using var alice = new ClientWebSocket();
        alice.Options.AddSubProtocol($"bridge.ticket.{await TicketAsync(Polls(host, TokenOf("alice")))}");
        await alice.ConnectAsync(host.Socket("/feed"), Stop);
        await host.Publisher.PublishAsync("mine:alice", Payload.Text("hers"), cancellationToken: Stop);
        var buffer = new byte[100];
        var got = await alice.ReceiveAsync(buffer.AsMemory(), Stop);
        Assert.Equal("hers", Encoding.UTF8.GetString(buffer, 0, got.Count));

        Assert.Equal((403, "channel_forbidden"), await RefusedAsync(host, "/feed", await TicketAsync(Polls(host, TokenOf("bob")))));
        Assert.Equal((403, "channel_forbidden"), await RefusedAsync(host, "/feed", null));
    }

    [Theory]
    [InlineData("no token")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("of another issuer")]
    [InlineData("for another audience")]
    [InlineData("signed with another key")]
    [InlineData("not signed")]
    [InlineData("a megabyte")]
    public async Task Who_has_no_good_token_is_nobody(string what)
    {
        await using var host = await StartAsync();
        var polls = what == "no token" ? new NativePolls(host) : Polls(host, Bad(what));

        if (what == "a megabyte")
        {
            using var tooLong = await polls.PostAsync("/bridge/ticket", "");
            Assert.Equal(431, (int)tooLong.StatusCode);
            return;
        }

        Assert.Equal((401, "unauthorized"), await polls.FaultAsync("/bridge/ticket", ""));
        Assert.Equal("channel_forbidden", (await polls.OpenAsync("mine:alice"))[1]!.Text("code"));
    }

    [Fact]
    public async Task A_socket_with_a_ticket_ends_when_the_token_does_and_goes_on_with_the_next()
    {
        await using var host = await StartAsync();
        var polls = Polls(host, TokenOf("alice", TimeSpan.FromSeconds(2)));
        await polls.OpenAsync("mine:alice");
        await using var socket = await OpenAsync(host, await TicketAsync(polls));
        await socket.SendAsync($$"""{"type":"open","token":"{{polls.Token}}"}""");
        await socket.NextAsync("opened");

        Assert.Equal((4406, "renew"), await socket.NextCloseAsync());
        await host.Publisher.PublishAsync("mine:alice", Payload.Json("\"meanwhile\""), cancellationToken: Stop);
        await using var next = await OpenAsync(host, await TicketAsync(Polls(host, TokenOf("alice"))));
        await next.SendAsync($$"""{"type":"open","token":"{{polls.Token}}"}""");
        Assert.Equal("meanwhile", (await next.NextAsync("message")).Text("data"));
    }

    [Fact]
    public async Task A_ticket_of_a_user_who_was_signed_out_meanwhile_lets_nobody_in()
    {
        await using var host = await StartAsync();
        var ticket = await TicketAsync(Polls(host, TokenOf("alice")));
        await using var witness = await OpenAsync(host, await TicketAsync(Polls(host, TokenOf("alice"))));
        await witness.SendAsync("""{"type":"open"}""");
        await witness.NextAsync("opened");

        await host.Services.GetRequiredService<ISessionControl>().EndAsync("alice", Stop);

        Assert.Equal((4499, "revoked"), await witness.NextCloseAsync());
        Assert.Equal((401, "ticket_used"), await RefusedAsync(host, "/bridge/ws", ticket));
    }

    [Fact]
    public async Task The_ticket_s_address_is_checked_as_all_are()
    {
        await using var host = await StartAsync();
        var alice = Polls(host, TokenOf("alice"));
        using (var get = await host.Http.GetAsync(new Uri("/bridge/ticket", UriKind.Relative), Stop))
        {
            Assert.Equal((405, "method"), await get.FaultAsync());
        }

        using var bare = new HttpRequestMessage(HttpMethod.Post, "/bridge/ticket") { Headers = { { "Authorization", $"Bearer {TokenOf("alice")}" } } };
        using (var refused = await host.Http.SendAsync(bare, Stop))
        {
            Assert.Equal((403, "protocol_header"), await refused.FaultAsync());
        }

        alice.Headers.Add(("Origin", "https://evil.example"));
        Assert.Equal((403, "origin"), await alice.FaultAsync("/bridge/ticket", ""));
    }

    private static async Task<string> TicketAsync(NativePolls polls)
    {
        using var response = await polls.PostAsync("/bridge/ticket", "");
        Assert.Equal("no-store, no-transform", response.Headers.CacheControl?.ToString().Replace("no-transform, no-store", "no-store, no-transform"));
        var answer = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!.AsArray();
        Assert.Equal("ticket", Assert.Single(answer)!.Text("type"));
        return answer[0]!.Text("ticket")!;
    }

    private static Task<NativeSocket> OpenAsync(TestHost host, string ticket) => NativeSocket.OpenAsync(host, options => options.AddSubProtocol($"bridge.ticket.{ticket}"));

    private static async Task<(int Status, string? Error)> RefusedAsync(TestHost host, string path, string? ticket)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { { "Connection", "Upgrade" }, { "Upgrade", "websocket" }, { "Sec-WebSocket-Version", "13" }, { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" } },
        };
        if (ticket is not null)
        {
            request.Headers.Add("Sec-WebSocket-Protocol", $"bridge.v1, bridge.ticket.{ticket}");
        }

        using var response = await host.Http.SendAsync(request, Stop);
        return await response.FaultAsync();
    }

    private static NativePolls Polls(TestHost host, string token) => new(host) { Headers = { ("Authorization", $"Bearer {token}") } };

    private static string TokenOf(string user, TimeSpan? lifetime = null) => Sign(Describe(user, lifetime ?? TimeSpan.FromHours(1)));

    private static string Sign(SecurityTokenDescriptor token) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);

    private static SecurityTokenDescriptor Describe(string user, TimeSpan lifetime) => new()
    {
        Issuer = "tests",
        Audience = "bridge",
        Subject = new ClaimsIdentity([new Claim("sub", user)]),
        NotBefore = DateTime.UtcNow.AddHours(-1),
        Expires = DateTime.UtcNow + lifetime,
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
    };

    private static string Bad(string what)
    {
        var token = Describe("alice", TimeSpan.FromHours(1));
        switch (what)
        {
            case "expired":
                token.Expires = DateTime.UtcNow.AddMinutes(-10);
                break;
            case "not yet valid":
                token.NotBefore = DateTime.UtcNow.AddMinutes(30);
                break;
            case "of another issuer":
                token.Issuer = "somebody";
                break;
            case "for another audience":
                token.Audience = "something";
                break;
            case "signed with another key":
                token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[64]), SecurityAlgorithms.HmacSha256);
                break;
            case "not signed":
                token.SigningCredentials = null;
                break;
            default:
                return new string('x', 1 << 20);
        }

        return Sign(token);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        options => options.Channels.Add("mine:*", channel => channel.Authorize(access => access.Channel.Value == $"mine:{access.User.FindFirstValue(ClaimTypes.NameIdentifier)}")),
        app =>
        {
            app.UseAuthentication();
            app.UseRouting();
            app.MapBridge();
            app.MapBridgeChannel("/feed", "mine:alice");
        },
        services: services => services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt => jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = "tests",
            ValidAudience = "bridge",
            IssuerSigningKey = Key,
            ClockSkew = TimeSpan.Zero,
        }));
}
