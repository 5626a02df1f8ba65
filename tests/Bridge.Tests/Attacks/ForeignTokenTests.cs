using System.Buffers.Text;
using System.Security.Cryptography;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Diagnostics;

namespace Bridge.Tests.Attacks;

/// <summary>S6 to S9 and S47: tokens that are guessed, stolen, chosen, or in the wrong place.</summary>
public sealed class ForeignTokenTests
{
    private static readonly string[] Intents =
    [
        """{"type":"open"}""", """{"type":"poll","attempt":1000000}""", """{"type":"ack","positions":{"vault":"aaaaaaaa-1"}}""", """{"type":"submit","id":1,"channel":"vault","data":1}""",
        """{"type":"subscribe","channel":"vault","since":"oldest"}""", """{"type":"unsubscribe","channel":"vault"}""", """{"type":"close"}""",
    ];

    [Fact]
    public async Task Alices_token_in_bobs_hands_or_in_nobodys_is_404_whatever_is_asked_for()
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var name in (string?[])["bob", null])
        {
            var thief = attacked.As(name);
            thief.Token = attacked.Token;
            foreach (var intent in Intents)
            {
                Assert.Equal((404, "session_unknown"), await attacked.AskAsync(thief, "/bridge/poll", intent));
                if (!intent.Contains("\"poll\""))
                {
                    Assert.Equal((404, "session_unknown"), await attacked.AskAsync(thief, "/bridge/send", intent));
                }
            }

            await using var socket = await NativeSocket.OpenAsync(attacked.Host, options => options.SetRequestHeader("X-User", name ?? ""));
            await socket.SendAsync($$"""{"type":"open","token":"{{attacked.Token}}","attempt":1000000}""");
            Assert.Equal((4404, "session_unknown"), await socket.NextCloseAsync());
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Ten_thousand_guesses_find_nothing()
    {
        await using var attacked = await AttackedHost.StartAsync();
        var guesser = attacked.As("alice"); // even in her own name
        for (var n = 0; n < 10_000; n++)
        {
            guesser.Token = (n % 3) switch
            {
                0 => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
                1 => attacked.Token[..^1] + (char)('!' + (n % 90)),
                _ => $"{n}",
            };
            if (guesser.Token != attacked.Token)
            {
                Assert.Equal((404, "session_unknown"), await guesser.FaultAsync("/bridge/send", """{"type":"ack","positions":{}}"""));
            }
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("__proto__", 404)]
    [InlineData("constructor", 404)]
    [InlineData("../../vault", 404)]
    [InlineData("%00", 404)]
    [InlineData("{\"$ne\":null}", 404)]
    [InlineData("TOKEN, TOKEN", 404)]
    [InlineData("", 404)]
    [InlineData("a\0b", 400)]
    public async Task A_header_that_is_no_token_is_nobodys(string token, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();

        var response = await attacked.SayAsync(
            $"POST /bridge/send HTTP/1.1\nHost: x\nX-User: alice\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nBridge-Session: {token.Replace("TOKEN", attacked.Token)}\nContent-Length: 16\n\n{{\"type\":\"close\"}}");

        Assert.Equal(status, response.Status);
        Assert.True(status == 400 || response.Body.Contains("\"error\":\"session_unknown\""));
        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("/bridge/ws")]
    [InlineData("/bridge/poll")]
    [InlineData("/bridge/send")]
    [InlineData("/live/vault")]
    [InlineData("/bridge/channels/vault/messages")]
    public async Task A_secret_in_the_url_is_400_and_opens_nothing(string path)
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var name in (string[])["token", "session", "access_token", "SID", "id_token"])
        {
            var response = await attacked.SayAsync(
                $"GET {path}?{name}=stolen HTTP/1.1\nHost: x\nX-User: alice\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\n\n");

            Assert.Equal(400, response.Status);
            Assert.Contains("\"error\":\"token_in_url\"", response.Body);
            Assert.DoesNotContain("stolen", response.Body);
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task An_unknown_token_and_anothers_cost_the_store_the_same()
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var intent in Intents)
        {
            var costs = new List<string[]>();
            foreach (var token in (string[])["unknown", attacked.Token])
            {
                var bob = attacked.As("bob");
                bob.Token = token;
                using var measured = new Measurements(attacked.Host);
                Assert.Equal((404, "session_unknown"), await bob.FaultAsync("/bridge/poll", intent));
                costs.Add([.. measured.All.Where(one => one.Instrument.StartsWith("bridge.store", StringComparison.Ordinal)).Select(one => string.Join(' ', one.Tags.Select(tag => tag.Value)))]);
            }

            Assert.NotEmpty(costs[0]);
            Assert.Equal(costs[0], costs[1]);
        }

        await attacked.ExpectUnharmedAsync();
    }
}
