using Bridge.Messaging;
using Bridge.Stores.Memory;
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

    private Site(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public IPublisher Publisher => _app.Services.GetRequiredService<IPublisher>();

    /// <summary>What was submitted to channel <c>inbox</c>, in the order in which the handler saw it.</summary>
    public List<string> Inbox { get; } = [];

    public static async Task<Site> StartAsync(Action<BridgeOptions>? configure = null, MemoryStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
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
        app.MapBridge();
        app.MapGet("/", () => Results.Content(Page, "text/html"));
        site = new Site(app);
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
