using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Attacks;

/// <summary>S29 and S32: bodies and heads that lie about their length, or take for ever.</summary>
public sealed class BodyAttackTests
{
    private static readonly string[] Paths = ["/bridge/send", "/bridge/poll", "/bridge/channels/news/messages"];

    [Theory]
    [InlineData("Content-Length: 100", "{\"type\":")]
    [InlineData("Content-Length: 100", "")]
    [InlineData("Transfer-Encoding: chunked", "8\n{\"type\":\n")]
    [InlineData("Transfer-Encoding: chunked", "8\n{\"typ")]
    [InlineData("Transfer-Encoding: chunked", "8")]
    public async Task A_body_that_trickles_is_told_no_progress_and_cut(string framing, string beginning)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true, Impatient);
        foreach (var path in Paths)
        {
            await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
            await connection.SayAsync(Head(attacked, path, framing) + beginning);

            var response = attacked.Told(await connection.ReadResponseAsync());

            Assert.True(response.Status == 408 && response.Body.Contains("\"error\":\"no_progress\""), $"{path}: {response.Status} {response.Body}");
            Assert.Equal("close", response.Header("Connection"));
            Assert.True(await connection.IsClosedByServerAsync());
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_head_that_trickles_is_cut_however_many_do_so()
    {
        await using var attacked = await AttackedHost.StartAsync(services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(2)));
        var slow = new List<RawConnection>();
        for (var n = 0; n < 200; n++)
        {
            slow.Add(await RawConnection.OpenAsync(attacked.Host.Address));
            await slow[^1].SayAsync("POST /bridge/poll HTTP/1.1\nHost: x\nX-A: ");
        }

        await attacked.ExpectUnharmedAsync(); // with all of them there
        foreach (var connection in slow)
        {
            var answer = await connection.ReadResponseAsync();
            Assert.Equal(408, answer.Status);
            Assert.True(await connection.IsClosedByServerAsync());
            await connection.DisposeAsync();
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("zz\n")]
    [InlineData("-1\n")]
    [InlineData("5 5\nhello\n")]
    [InlineData("5\nhelloX\n0\n\n")]
    [InlineData("ffffffffffffffff\n")]
    [InlineData("\n")]
    public async Task A_chunk_that_can_not_be_read_is_bad_message_in_our_own_words(string body)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        foreach (var path in Paths)
        {
            var response = await attacked.SayAsync(Head(attacked, path, "Transfer-Encoding: chunked") + body);

            Assert.True(response.Status == 400 && response.Body.Contains("\"error\":\"bad_message\""), $"{path}: {response.Status} {response.Body}");
            Assert.Equal(("close", "no-store, no-transform", "nosniff"), (response.Header("Connection"), response.Header("Cache-Control"), response.Header("X-Content-Type-Options")));
        }

        await attacked.ExpectUnharmedAsync();
    }

    private static string Head(AttackedHost attacked, string path, string framing) =>
        $"POST {path} HTTP/1.1\nHost: {attacked.Host.Address.Authority}\nContent-Type: application/json\nBridge-Protocol: bridge.v1\n{framing}\n\n";

    private static void Impatient(IServiceCollection services) =>
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000, TimeSpan.FromSeconds(1.1)));
}
