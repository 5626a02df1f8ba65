using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bridge.Migration;
using Bridge.Tests.Answering;
using Bridge.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Migration;

/// <summary>An old application, and a bridge in front of it whose configuration can change while it runs.</summary>
internal sealed class MigrationSite : IAsyncDisposable
{
    private const string Key = "a key that is long enough";

    private readonly WebApplication _bridge;
    private readonly IConfigurationRoot _configuration;

    private MigrationSite(LegacyServer legacy, WebApplication bridge, IConfigurationRoot configuration)
    {
        (Legacy, _bridge, _configuration) = (legacy, bridge, configuration);
        Address = new Uri(bridge.Urls.First());
        Operator = Client("Bearer ann:" + Key);
        Operator.DefaultRequestHeaders.Add("Bridge-Admin", "1");
    }

    public LegacyServer Legacy { get; }

    public Uri Address { get; }

    /// <summary>Somebody with a key.</summary>
    public HttpClient Operator { get; }

    public UpstreamDesk Upstream => _bridge.Services.GetRequiredService<UpstreamDesk>();

    public StageBook Stages => _bridge.Services.GetRequiredService<StageBook>();

    public ShapeParts Shapes => _bridge.Services.GetRequiredService<ShapeParts>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<MigrationSite> StartAsync(string shape, string stage, bool hasKey = true)
    {
        var legacy = await LegacyServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        Write(configuration, "Shapes:board", shape);
        configuration["Stages:board"] = stage;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddBridge(options =>
        {
            options.Shapes.Add(configuration.GetSection("Shapes"));
            options.Stages.Add(configuration.GetSection("Stages"));
            options.Upstream.Backend = legacy.Address;
            options.Upstream.FirstRetry = TimeSpan.FromMilliseconds(50);
            options.Upstream.LongestRetry = TimeSpan.FromMilliseconds(200);
            if (hasKey)
            {
                options.Migration.Keys.Add("ann", Key);
            }
        });
        var bridge = builder.Build();
        bridge.MapBridge();
        bridge.MapBridgeMigration();
        bridge.MapPollShapes(bridge.ForwardTo(legacy.Address));
        await bridge.StartAsync();
        return new MigrationSite(legacy, bridge, configuration);
    }

    public HttpClient Client(string? authorization = null, string? note = null, string? cookie = null, string? agent = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = Address };
        foreach (var (name, value) in new[] { ("Authorization", authorization), ("Bridge-Poll", note), ("Cookie", cookie), ("User-Agent", agent) })
        {
            if (value is not null)
            {
                http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            }
        }

        return http;
    }

    public Task<HttpResponseMessage> SwitchAsync(string shape, string stage) =>
        Operator.PutAsJsonAsync($"/bridge/migration/stages/{shape}", new { stage }, Stop);

    public async Task<JsonElement> ReportAsync() => await Operator.GetFromJsonAsync<JsonElement>("/bridge/migration/report", Stop);

    /// <summary>Has the configuration say something else.</summary>
    public void Configure(Action<IConfigurationRoot> change)
    {
        change(_configuration);
        _configuration.Reload();
    }

    /// <summary>Writes JSON as configuration has it.</summary>
    public static void Write(IConfigurationRoot configuration, string path, string json)
    {
        var read = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        foreach (var (key, value) in read.AsEnumerable().Where(pair => pair.Value is not null))
        {
            configuration[$"{path}:{key}"] = value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await _bridge.DisposeAsync();
        await Legacy.DisposeAsync();
    }
}
