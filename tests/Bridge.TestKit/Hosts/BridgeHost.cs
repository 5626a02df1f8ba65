using Bridge.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.TestKit.Hosts;

/// <summary>A real server with Bridge in this process, on a port of its own of 127.0.0.1.</summary>
public sealed class BridgeHost : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private bool _stopped;

    private BridgeHost(WebApplication app, ErrorLog errors)
    {
        _app = app;
        Errors = errors;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => Address.Port;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Its way out.</summary>
    public IPublisher Publisher => Services.GetRequiredService<IPublisher>();

    /// <summary>What it logged as an error.</summary>
    public ErrorLog Errors { get; }

    /// <summary>Starts a host.</summary>
    public static async Task<BridgeHost> StartAsync(BridgeHostSetup? setup = null)
    {
        setup ??= new BridgeHostSetup();
        var errors = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(errors);
        var bridge = builder.Services.AddBridge(setup.Apply);
        if (setup.Store is { } store)
        {
            bridge.UseMemoryStore(store);
        }

        if (setup.Watch is { } watch)
        {
            var log = new WatchedLog(setup.Store!.Log);
            log.Enter(builder.Services);
            watch(log);
        }

        setup.Services(builder.Services);
        var app = builder.Build();
        app.MapBridge();
        setup.Map(app);
        await app.StartAsync();
        return new BridgeHost(app, errors);
    }

    /// <summary>Publishes a JSON text.</summary>
    public async Task<Position> PublishAsync(ChannelName channel, string json, Audience? audience = null) =>
        await Publisher.PublishAsync(channel, Payload.Json(json), audience);

    /// <summary>Stops as a deployment does: those who are connected are told.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        using var limit = new CancellationTokenSource(StopLimit);
        await _app.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await _app.DisposeAsync();
    }
}
