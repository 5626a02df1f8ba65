using System.Net;
using Bridge.Forwarding;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Forwarding;

/// <summary>A bridge in front of a backend, both real servers on ports of their own.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _bridge;
    private readonly WebApplication? _backend;

    private Site(WebApplication bridge, WebApplication? backend, RecordedLogs logs)
    {
        (_bridge, _backend, Logs) = (bridge, backend, logs);
        var urls = bridge.Urls.Select(url => new Uri(url)).ToArray();
        (Address, Http2Address) = (urls[0], urls[1]);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Uri Http2Address { get; }

    public HttpClient Http { get; }

    public RecordedLogs Logs { get; }

    /// <summary>A bridge in front of a backend that answers as it is told.</summary>
    public static async Task<Site> StartAsync(RequestDelegate answer, Action<ForwardingOptions>? configure = null, string path = "", Action<KestrelServerOptions>? kestrel = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
            options.AddServerHeader = false;
        });
        var backend = builder.Build();
        backend.Run(answer);
        await backend.StartAsync();
        return await StartAsync(new Uri(backend.Urls.First() + path), configure, backend, kestrel);
    }

    /// <summary>A bridge in front of an address.</summary>
    public static Task<Site> StartAsync(
        Uri address, Action<ForwardingOptions>? configure = null, TimeProvider? time = null, Action<KestrelServerOptions>? kestrel = null) => StartAsync(address, configure, null, kestrel, time);

    /// <summary>A request over HTTP/2.</summary>
    public HttpRequestMessage Over2(string path, HttpMethod? method = null) =>
        new(method ?? HttpMethod.Get, new Uri(Http2Address, path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _bridge.DisposeAsync();
        if (_backend is not null)
        {
            await _backend.DisposeAsync();
        }
    }

    private static async Task<Site> StartAsync(
        Uri address, Action<ForwardingOptions>? configure, WebApplication? backend, Action<KestrelServerOptions>? kestrel, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var logs = new RecordedLogs();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            options.AddServerHeader = false;
            kestrel?.Invoke(options);
        });
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        var bridge = builder.Build();
        bridge.MapBackend(address, configure);
        await bridge.StartAsync();
        return new Site(bridge, backend, logs);
    }
}
