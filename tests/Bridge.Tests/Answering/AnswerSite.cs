using System.Net;
using Bridge.Stores.Memory;
using Bridge.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Answering;

/// <summary>A legacy backend, and a bridge in front of it that answers its polls.</summary>
internal sealed class AnswerSite : IAsyncDisposable
{
    public const string Public = """
        {
          "channel": "board", "scope": "public",
          "match": { "path": "/events", "ignore": { "names": ["_"] } },
          "request": { "params": [{ "key": "lastId", "value": "{lastId}" }] },
          "wait": { "default": "2s" },
          "cursor": { "parts": [{ "var": "lastId", "from": "item", "path": "id", "type": "int", "value": "0" }], "initial": "value" },
          "items": { "id": "id" },
          "empty": [{ "body": "[]" }],
          "pace": { "min": "0s", "jitter": 0 },
          "answer": { "headers": { "Content-Type": "application/json", "X-Mine": "yes" }, "body": "[{items}]" }
        }
        """;

    public static string Private => Public
        .Replace("\"channel\": \"board\", \"scope\": \"public\"", "\"channel\": \"inbox:{scope}\", \"auth\": { \"forward\": [{ \"key\": \"user\" }] }", StringComparison.Ordinal);

    private readonly WebApplication _bridge;
    private readonly bool _isSecond;

    private AnswerSite(LegacyServer legacy, WebApplication bridge, bool isSecond)
    {
        _isSecond = isSecond;
        (Legacy, _bridge) = (legacy, bridge);
        Bridge = new Uri(bridge.Urls.First());
        Upstream = bridge.Services.GetRequiredService<UpstreamDesk>();
    }

    public LegacyServer Legacy { get; }

    public Uri Bridge { get; }

    public UpstreamDesk Upstream { get; }

    /// <summary>Starts a bridge before a backend of its own, or beside another one: before its backend, with its store.</summary>
    public static async Task<AnswerSite> StartAsync(string shape, AnswerSite? beside = null)
    {
        var legacy = beside?.Legacy ?? await LegacyServer.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        if (beside is not null)
        {
            builder.Services.AddSingleton(beside._bridge.Services.GetRequiredService<MemoryStore>());
        }

        builder.Services.AddBridge(options =>
        {
            options.Shapes.Add("board", shape);
            options.Upstream.Backend = legacy.Address;
            options.Upstream.ScopeSecret = "the same on all nodes";
            options.Upstream.FirstRetry = TimeSpan.FromMilliseconds(50);
            options.Upstream.LongestRetry = TimeSpan.FromMilliseconds(200);
        });
        var bridge = builder.Build();
        bridge.MapBridge();
        var pass = bridge.ForwardTo(legacy.Address);
        bridge.MapPollShape("board", pass);
        bridge.MapBackend(legacy.Address);
        await bridge.StartAsync();
        return new AnswerSite(legacy, bridge, beside is not null);
    }

    /// <summary>An old client: follows its list from the beginning, asking there where it is told to each time.</summary>
    public async Task<List<string>> FollowAsync(Func<Uri> where, int count, CancellationToken cancellationToken, string? user = null)
    {
        using var http = NewClient(user);
        var got = new List<string>();
        while (got.Count < count)
        {
            var body = await http.GetStringAsync(new Uri(where(), $"/events?lastId={got.Count}&_={Random.Shared.Next()}"), cancellationToken);
            got.AddRange(ItemsOf(body));
        }

        return got;
    }

    public static HttpClient NewClient(string? user = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        if (user is not null)
        {
            http.DefaultRequestHeaders.Add("Cookie", $"theme=dark; user={user}");
        }

        return http;
    }

    public static IEnumerable<string> ItemsOf(string body)
    {
        using var document = System.Text.Json.JsonDocument.Parse(body);
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetRawText())];
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        if (!_isSecond)
        {
            await Legacy.DisposeAsync();
        }
    }
}
