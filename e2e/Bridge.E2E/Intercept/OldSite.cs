using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bridge.ClientShim;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Bridge.E2E.Intercept;

/// <summary>An old application whose pages poll, and what the gateway adds before it: the script, places, push.</summary>
internal sealed class OldSite : IAsyncDisposable
{
    private static readonly string Pages = Path.Combine(Started.Root, "e2e/pages/intercept");

    private readonly WebApplication _app;

    private OldSite(WebApplication app)
    {
        _app = app;
        Push = new PushServer(Talk);
    }

    public Talk Talk { get; } = new();

    public PushServer Push { get; }

    /// <summary>Whether requests for a place get one.</summary>
    public bool Intercepts { get; set; } = true;

    /// <summary>What each poll that reached the network was for.</summary>
    public ConcurrentQueue<string> Polls { get; } = [];

    /// <summary>What each of them said of itself.</summary>
    public ConcurrentQueue<string> Tags { get; } = [];

    public string Url => _app.Urls.First();

    /// <summary>The same application at another origin.</summary>
    public string Other => _app.Urls.Last();

    /// <summary>How often a page checks its answers, in milliseconds; 0: never.</summary>
    public int Audit { get; init; }

    public static async Task<OldSite> StartAsync(int audit = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var site = new OldSite(app) { Audit = audit };
        app.UseWebSockets();
        site.Push.Map(app);
        app.MapGet("/bridge/intercept.js", site.Script);
        app.MapGet("/pages/{**file}", ServePage);
        app.MapMethods("/poll", ["GET", "POST"], site.PollAsync);
        app.MapPost("/say", (string n) => site.Talk.Say($$"""{"n":{{n}}}"""));
        app.MapPost("/head", () => site.Talk.Count.ToString(CultureInfo.InvariantCulture));
        app.MapFallback("/api/{what}/{more?}", OddAnswers.AnswerAsync);
        await app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IResult ServePage(HttpContext context, string file)
    {
        var path = Path.Combine(Pages, file);
        if (!File.Exists(path))
        {
            return Results.NotFound();
        }

        var tag = context.Request.Query.ContainsKey("with") ? "<script src=\"/bridge/intercept.js\"></script>" : "";
        return file.EndsWith(".html", StringComparison.Ordinal)
            ? Results.Content(File.ReadAllText(path).Replace("<!--script-->", tag, StringComparison.Ordinal), "text/html; charset=utf-8")
            : Results.Content(File.ReadAllText(path), "text/javascript; charset=utf-8");
    }

    private IResult Script()
    {
        using var script = new StreamReader(ShimFiles.Open(ShimFiles.Intercept));
        return Results.Content($"(self.BridgePlan={JsonSerializer.Serialize(Plan())});{script.ReadToEnd()}", "text/javascript; charset=utf-8");
    }

    private object Plan()
    {
        var headers = new object[] { new object[] { "Content-Type", new[] { "application/json" } }, new object[] { "X-Last", new[] { "", "last", "" } } };
        var answer = new { status = 200, headers, body = new[] { "{\"items\":[", "items", "],\"last\":", "last", "}" } };
        return new
        {
            url = "/bridge", stages = PushServer.Stages, audit = Audit, patience = 3000,
            shapes = new[]
            {
                Shape("chat", "GET", "/poll", "query", []),
                Shape("feed", "GET", "/feed", "query", [new object?[] { "query", "mode", "longpoll" }]),
                Shape("form", "POST", "/poll", "form", [new object?[] { "form", "room", null }]),
            },
        };

        object Shape(string name, string method, string path, string place, object[] require) => new
        {
            name, methods = new[] { method }, path, cursor = new[] { new { @in = place, key = "last", var = "last" } },
            wait = new { @in = place, key = "wait", unit = 1000 }, limit = new { @in = place, key = "limit" }, require,
            ignore = new { names = new[] { "_" }, prefixes = Array.Empty<string>(), valueless = false },
            hold = 20_000, max = 60_000, items = 0, latest = false, answer, empty = answer, separator = ",", desc = false, text = false,
        };
    }

    private async Task PollAsync(HttpContext context)
    {
        var purpose = context.Request.Headers["Bridge-Poll"].ToString().Split(';')[0];
        Polls.Enqueue(purpose);
        Tags.Enqueue(context.Request.Headers["Bridge-Poll"].ToString());
        string? Value(string name) => context.Request.HasFormContentType ? context.Request.Form[name].LastOrDefault() : context.Request.Query[name].LastOrDefault();
        _ = int.TryParse(Value("last"), out var last);
        if (Value("cut") is not null)
        {
            context.Abort();
            return;
        }

        if (purpose == "place" && Intercepts && last >= Talk.Count)
        {
            context.Response.Headers["Bridge-Place"] = "1";
            await context.Response.WriteAsJsonAsync(new { channel = PushServer.Channel, position = $"f1-{last}", ticket = "t1" });
            return;
        }

        _ = double.TryParse(Value("wait"), CultureInfo.InvariantCulture, out var wait);
        var over = Task.Delay(TimeSpan.FromSeconds(wait), context.RequestAborted);
        while (!over.IsCompleted && Talk.Changed is var changed && Talk.Count <= last)
        {
            await Task.WhenAny(over, changed);
        }

        var (body, cursor) = Talk.Answer(last);
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Last"] = cursor;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        await context.Response.WriteAsync(body);
    }
}
