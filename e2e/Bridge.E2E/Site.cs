using System.Collections.Concurrent;
using System.Net;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.E2E;

/// <summary>A server with the bridge and an empty page that has loaded the shim.</summary>
public sealed class Site : IAsyncDisposable
{
    private const string Page = """
        <!doctype html><meta charset="utf-8"><title>Bridge</title><link rel="icon" href="data:,">
        <script src="/bridge/bridge.js"></script>
        """;

    private readonly WebApplication _app;
    private int _requests;

    private Site(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Url => _app.Urls.First();

    /// <summary>How many requests it has served.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>By which protocol and method each socket came.</summary>
    public ConcurrentQueue<string> Handshakes { get; } = [];

    public IPublisher Publisher => _app.Services.GetRequiredService<IPublisher>();

    /// <summary>What was submitted to channel <c>inbox</c>, in the order in which the handler saw it.</summary>
    public List<string> Inbox { get; private init; } = [];

    /// <summary>Two servers with one store between them.</summary>
    public static async Task<Site[]> StartTwoAsync(Retention? retention = null)
    {
        var store = new MemoryStore(retention ?? new Retention(), TimeProvider.System, new SeededRandom(1));
        var inbox = new List<string>();
        return [await StartAsync(Open, store, inbox), await StartAsync(Open, store, inbox)];

        static void Open(BridgeOptions options) => options.AllowedOrigins.Add("*");
    }

    public static async Task<Site> StartAsync(Action<BridgeOptions>? configure = null, MemoryStore? store = null, List<string>? inbox = null, bool secure = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (secure)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate.Make())));
        }
        else
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        Site? site = null;
        var bridge = builder.Services.AddBridge(o =>
        {
            o.Channels.Add("numbers", c => c.AcceptSubmissions());
            o.Channels.Add("inbox", c => c.Handle((submission, _) => ValueTask.FromResult(site!.Take(submission))));
            configure?.Invoke(o);
        });
        if (store is not null)
        {
            bridge.UseMemoryStore(store);
        }

        var app = builder.Build();
        app.Use((context, next) =>
        {
            Interlocked.Increment(ref site!._requests);
            if (context.Request.Path == "/bridge/ws")
            {
                site.Handshakes.Enqueue($"{context.Request.Protocol} {context.Request.Method}");
            }

            return next(context);
        });
        if (store is not null)
        {
            // One of several hosts: each request gets a connection of its own, so that it may land on any of them.
            app.Use((context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
                    {
                        context.Response.Headers.Connection = "close";
                    }

                    return Task.CompletedTask;
                });
                return next(context);
            });
        }

        app.MapBridge();
        app.MapGet("/", () => Results.Content(Page, "text/html"));
        site = new Site(app) { Inbox = inbox ?? [] };
        await app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Outcome Take(Submission submission)
    {
        lock (Inbox)
        {
            Inbox.Add(System.Text.Encoding.UTF8.GetString(submission.Payload.Bytes.Span));
            return Outcome.Reply(Payload.Json($"{Inbox.Count}"));
        }
    }
}
