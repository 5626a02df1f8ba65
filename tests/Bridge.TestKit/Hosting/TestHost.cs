using System.Net;
using Bridge.Messaging;
using Bridge.Stores.Memory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.TestKit.Hosting;

/// <summary>A real server on a port of its own. Unless the test declares channels, there are two: <c>news</c> publishes what is submitted, <c>echo</c> replies with it.</summary>
public sealed class TestHost : IAsyncDisposable
{
    /// <summary>A key that may publish, where a test gives it to the options.</summary>
    public const string ApiKey = "a-key-of-the-tests-only";

    private readonly WebApplication _app;

    private TestHost(WebApplication app, RecordedLogs logs, RequestWatch requests)
    {
        _app = app;
        Logs = logs;
        Requests = requests;
        var urls = app.Urls.Select(url => new Uri(url)).ToArray();
        (Address, Http2Address) = (urls[0], urls[1]);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = Address };
    }

    /// <summary>Where HTTP/1.1 is spoken.</summary>
    public Uri Address { get; }

    /// <summary>Where HTTP/2 is spoken, with prior knowledge.</summary>
    public Uri Http2Address { get; }

    /// <summary>A client that keeps no cookies.</summary>
    public HttpClient Http { get; }

    /// <summary>What was logged.</summary>
    public RecordedLogs Logs { get; }

    /// <summary>What is being served.</summary>
    public RequestWatch Requests { get; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The application's way out.</summary>
    public IPublisher Publisher => Services.GetRequiredService<IPublisher>();

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Sets options.</param>
    /// <param name="map">Maps everything; null: <c>MapBridge</c>.</param>
    /// <param name="store">A store that others use too.</param>
    /// <param name="services">Adds services of the application's.</param>
    /// <param name="stores">Sets a store of another kind.</param>
    public static async Task<TestHost> StartAsync(
        Action<BridgeOptions>? configure = null, Action<WebApplication>? map = null, MemoryStore? store = null, Action<IServiceCollection>? services = null,
        Action<BridgeBuilder>? stores = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var logs = new RecordedLogs();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        services?.Invoke(builder.Services);
        var bridge = builder.Services.AddBridge(options =>
        {
            options.Sessions.Drain = TimeSpan.Zero;
            configure?.Invoke(options);
            if (!options.Channels.Any())
            {
                AddChannels(options);
            }
        });
        if (store is not null)
        {
            bridge.UseMemoryStore(store);
        }

        stores?.Invoke(bridge);
        var app = builder.Build();
        var requests = new RequestWatch();
        app.Use(requests.WatchAsync);
        (map ?? (application => application.MapBridge()))(app);
        await app.StartAsync();
        return new TestHost(app, logs, requests);
    }

    /// <summary>Declares the two channels that there are by default.</summary>
    public static void AddChannels(BridgeOptions options)
    {
        options.Channels.Add("news", channel => channel.AcceptSubmissions());
        options.Channels.Add("echo", channel => channel.Handle((submission, _) => ValueTask.FromResult(Outcome.Reply(submission.Payload))));
    }

    /// <summary>The address of a path, as a WebSocket's.</summary>
    public Uri Socket(string path) => new($"ws://{Address.Authority}{path}");

    /// <summary>Stops the server; clients still read what it said last.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
    }
}
