using System.Text.Json;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S15 to S17: Bob reads, writes and names what isn't his.</summary>
public sealed class ChannelAttackTests
{
    private const string Handshake = "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\n";

    public static TheoryData<string, string> Names() => new()
    {
        { "vault", "channel_forbidden" },
        { "Vault", "channel_forbidden" },
        { "VAULT", "channel_forbidden" },
        { "vault.", "channel_forbidden" },
        { "undeclared", "channel_forbidden" },
        { "..", "channel_forbidden" },
        { "vault ", "channel_name" },
        { " vault", "channel_name" },
        { "*", "channel_name" },
        { "va*", "channel_name" },
        { "~orders", "channel_name" },
        { "vault%2e", "channel_name" },
        { "v\u0430ult", "channel_name" }, // a Cyrillic letter
        { "vault\u200b", "channel_name" },
        { "vault\r\nX-Evil: 1", "channel_name" },
        { "vault\0", "channel_name" },
        { "\u001b[31mvault", "channel_name" },
        { "vault\u2028forged", "channel_name" },
        { new string('v', 300), "channel_name" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_channel_that_is_not_his_or_none_is_refused_on_every_way_and_not_repeated(string name, string error)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.ApiKeys.Add(TestHost.ApiKey));
        var bob = attacked.As("bob");
        var json = JsonSerializer.Serialize(name);
        await bob.OpenAsync();

        Assert.Equal(error, (await bob.SendAsync($$"""{"type":"subscribe","channel":{{json}}}"""))[0]!.Text("code"));
        Assert.Equal(error, (await bob.SendAsync($$"""{"type":"submit","id":1,"channel":{{json}},"data":1}"""))[0]!.Text("code"));
        await using var socket = await NativeSocket.OpenAsync(attacked.Host, options => options.SetRequestHeader("X-User", "bob"));
        await socket.AskAsync("""{"type":"open"}""", "opened");
        Assert.Equal(error, (await socket.AskAsync($$"""{"type":"subscribe","channel":{{json}}}""", "refused")).Text("code"));

        var escaped = name == ".." ? "%2e%2e" : Uri.EscapeDataString(name);
        foreach (var request in (string[])[$"GET /bridge/channels/{escaped}/messages?after=oldest&wait=0s HTTP/1.1\nX-User: bob\n", $"GET /live/{escaped} HTTP/1.1\nX-User: bob\n{Handshake}"])
        {
            var response = await attacked.SayAsync($"{request}Host: {attacked.Host.Address.Authority}\n\n");
            if (name is not (".." or "vault\0")) // a path with a step up is another path, and one with a NUL no path
            {
                Assert.Equal(error == "channel_name" ? 400 : 403, response.Status);
                Assert.Contains($"\"error\":\"{error}\"", response.Body);
            }

            Assert.InRange(response.Status, 400, 404);
            Assert.DoesNotContain(response.Headers, header => header.Key == "X-Evil");
        }

        Assert.DoesNotContain(attacked.Host.Logs.Lines, line => line.StartsWith("Bridge.", StringComparison.Ordinal) && (line.Contains('\u001b') || line.Contains('\u2028')));
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Publishing_without_a_key_or_with_a_wrong_one_is_403_and_publishes_nothing()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.ApiKeys.Add(TestHost.ApiKey));
        foreach (var key in (string[])["", "Bridge-Key: \n", "Bridge-Key: wrong\n", $"Bridge-Key: {TestHost.ApiKey}x\n", $"Bridge-Key: {TestHost.ApiKey[..^1]}\n", $"Authorization: Bearer {TestHost.ApiKey.ToUpperInvariant()}\n"])
        {
            foreach (var channel in (string[])["vault", "news", "undeclared"])
            {
                var response = await attacked.SayAsync($"POST /bridge/channels/{channel}/messages HTTP/1.1\nHost: x\nX-User: alice\n{key}Content-Type: application/json\nContent-Length: 1\n\n1");

                Assert.Equal(403, response.Status);
                Assert.Contains("\"error\":\"publish_forbidden\"", response.Body);
            }
        }

        await attacked.ExpectUnharmedAsync();
    }
}
