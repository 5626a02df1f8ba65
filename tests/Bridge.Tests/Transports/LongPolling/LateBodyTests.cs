using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Transports.LongPolling;

/// <summary>A body that comes more slowly than the server waits: the network's fault, or an attacker's. Either way not one that a page must stop for.</summary>
public sealed class LateBodyTests
{
    [Theory]
    [InlineData("/bridge/poll")]
    [InlineData("/bridge/send")]
    public async Task A_body_that_is_too_slow_is_answered_408_and_the_client_may_come_again(string path)
    {
        await using var host = await TestHost.StartAsync(services: services => services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000, TimeSpan.FromSeconds(1.001)))); // it takes no shorter grace
        await using var connection = await RawConnection.OpenAsync(host.Address);

        await connection.SayAsync($"POST {path} HTTP/1.1\nHost: x\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nContent-Length: 100\n\n[");
        var answer = await connection.ReadResponseAsync();

        Assert.Equal(408, answer.Status);
        Assert.Contains("\"error\":\"no_progress\"", answer.Body);
        Assert.Contains("\"advice\":\"resume\"", answer.Body);
    }
}
