using Bridge.Gateway;
using Bridge.Messaging;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bridge.Tests.Attacks;

/// <summary>S32 at the gateway, whose server nobody else sets up: how long it waits for a head, and how slow a body may be.</summary>
public sealed class GatewayPatienceTests
{
    [Fact]
    public async Task A_head_has_15_seconds_and_a_body_must_move()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Gateway:Channels:0", "news submit")]).Build();
        var settings = GatewaySettings.Read(configuration, new BridgeShapes(), AppContext.BaseDirectory, new OptionFaults());
        await using var app = GatewayHost.Build(settings, new BridgeShapes(), configuration);

        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
        Assert.True(limits.MinRequestBodyDataRate is { BytesPerSecond: >= 100, GracePeriod.TotalSeconds: <= 15 });
    }
}
