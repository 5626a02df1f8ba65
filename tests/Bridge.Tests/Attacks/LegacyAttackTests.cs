using System.Text;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Answering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Attacks;

/// <summary>S29 and S32 where a legacy backend is behind: at a poll that is answered in its place, and at what passes through.</summary>
public sealed class LegacyAttackTests
{
    private const string Poll = "/events?lastId=0", Other = "/form";

    [Theory]
    [InlineData(Poll, "zz\r\n")]
    [InlineData(Poll, "ffffffffffffffff\r\n")]
    [InlineData(Poll, "5;a\nhello\r\n0\r\n\r\n")]
    [InlineData(Other, "zz\r\n")]
    [InlineData(Other, "ffffffffffffffff\r\n")]
    [InlineData(Other, "5;a\nhello\r\n0\r\n\r\n")]
    public async Task A_chunk_that_can_not_be_read_is_400(string path, string body)
    {
        await using var legacy = await LegacyServer.StartAsync();
        await using var attacked = await StartAsync(legacy);

        var response = await SayAsync(attacked, path, "Transfer-Encoding: chunked", body);

        Assert.Equal(400, response.Status);
        Assert.Contains(path == Poll ? "\"error\":\"bad_message\"" : "\"error\":\"request_body\"", response.Body);
        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData(Poll)]
    [InlineData(Other)]
    public async Task A_body_that_trickles_is_408(string path)
    {
        await using var legacy = await LegacyServer.StartAsync();
        await using var attacked = await StartAsync(legacy);
        foreach (var (framing, body) in new[] { ("Content-Length: 100", "a"), ("Transfer-Encoding: chunked", "8\r\nab") })
        {
            var response = await SayAsync(attacked, path, framing, body);
            Assert.Equal(408, response.Status);
            Assert.Contains(path == Poll ? "\"error\":\"no_progress\"" : "\"error\":\"request_timeout\"", response.Body);
        }

        await attacked.ExpectUnharmedAsync();
    }

    private static async Task<RawResponse> SayAsync(AttackedHost attacked, string path, string framing, string body)
    {
        await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {attacked.Host.Address.Authority}\r\n{framing}\r\n\r\n{body}"));
        var response = attacked.Told(await connection.ReadResponseAsync());
        Assert.True(await connection.IsClosedByServerAsync());
        return response;
    }

    private static Task<AttackedHost> StartAsync(LegacyServer legacy) => AttackedHost.StartAsync(
        options =>
        {
            options.Shapes.Add("board", AnswerSite.Public);
            options.Upstream.Backend = legacy.Address;
        },
        services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000, TimeSpan.FromSeconds(1.1))),
        app =>
        {
            app.MapPollShape("board", app.ForwardTo(legacy.Address));
            app.MapBackend(legacy.Address);
        });
}
