using System.Collections.Concurrent;
using System.Security.Claims;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Attacks;

/// <summary>A server under attack, and Alice on it, who has a poll session, a socket, and secrets. Whatever is done to the server, she goes on and nothing of hers comes out.</summary>
internal sealed class AttackedHost : IAsyncDisposable
{
    /// <summary>What Alice holds dear, beside her tokens.</summary>
    public const string Cookie = "canary-cookie-of-alice", Secret = "canary-payload-of-alice";

    private readonly ConcurrentQueue<string> _outputs = [];
    private readonly NativePolls _polls;
    private NativeSocket _socket = null!;
    private Position _news, _vault;
    private string _socketToken = "";

    private AttackedHost(TestHost host)
    {
        Host = host;
        _polls = As("alice");
        _polls.Headers.Add(("Cookie", Cookie));
        _polls.Headers.Add(("Origin", host.Address.GetLeftPart(UriPartial.Authority)));
    }

    public TestHost Host { get; }

    /// <summary>The token of Alice's poll session.</summary>
    public string Token => _polls.Token!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a server that logs at every level, with Alice on it. Who comes is named by the header <c>X-User</c>; <c>vault</c> is hers alone; <c>news</c>, <c>echo</c> and <c>/live/{channel}</c> are everybody's.</summary>
    public static async Task<AttackedHost> StartAsync(Action<BridgeOptions>? configure = null, Action<IServiceCollection>? services = null, Action<WebApplication>? also = null)
    {
        var host = await TestHost.StartAsync(
            options =>
            {
                TestHost.AddChannels(options);
                options.Sessions.SilenceLimit = TimeSpan.FromMinutes(10); // Alice's socket is not read while an attack goes on, however slow the machine
                options.Channels.Add("vault", channel => channel.AcceptSubmissions().Authorize(access => access.User.FindFirstValue(ClaimTypes.NameIdentifier) == "alice"));
                configure?.Invoke(options);
            },
            app => Map(app, also),
            services: more =>
            {
                more.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter(_ => true));
                services?.Invoke(more);
            });
        var attacked = new AttackedHost(host);
        await attacked.BeginAsync();
        return attacked;
    }

    /// <summary>A client of this name; nobody in particular without one.</summary>
    public NativePolls As(string? user)
    {
        var polls = new NativePolls(Host);
        if (user is not null)
        {
            polls.Headers.Add(("X-User", user));
        }

        return polls;
    }

    /// <summary>Keeps what an attacker was told, to look for secrets in it.</summary>
    public void Told(string output) => _outputs.Enqueue(output);

    /// <summary>Sends a client's body; gives status and code.</summary>
    public async Task<(int Status, string? Error)> AskAsync(NativePolls polls, string path, string json)
    {
        using var response = await polls.PostAsync(path, json);
        Told($"{response}{await response.Content.ReadAsStringAsync(Stop)}");
        return await response.FaultAsync();
    }

    /// <summary>Sends text on a connection of its own and reads one answer.</summary>
    public async Task<RawResponse> SayAsync(string request)
    {
        await using var connection = await RawConnection.OpenAsync(Host.Address);
        await connection.SayAsync(request);
        return Told(await connection.ReadResponseAsync());
    }

    /// <summary>Keeps an answer, to look for secrets in it.</summary>
    public RawResponse Told(RawResponse response)
    {
        Told($"{string.Join('\n', response.Headers)}\n{response.Body}");
        return response;
    }

    /// <summary>Alice gets the next message on both her ways, both channels stand where they stood (<c>news</c> as many further as the test says), and nothing secret was told or logged.</summary>
    public async Task ExpectUnharmedAsync(int published = 0)
    {
        var reader = Host.Services.GetRequiredService<IChannelReader>();
        Assert.Equal(new Position(_news.Epoch, _news.Offset + published), await reader.HeadAsync("news", Stop));
        Assert.Equal(_vault, await reader.HeadAsync("vault", Stop));
        var next = await Host.Publisher.PublishAsync("vault", Payload.Json("\"next\""), cancellationToken: Stop);
        var polled = Assert.Single(await _polls.PollAsync($$"""{"type":"poll","wait":10000,"positions":{"vault":"{{_vault}}"} }"""))!;
        Assert.Equal(("message", $"{next}", "next"), (polled.Text("type"), polled.Text("position"), polled.Text("data")));
        Assert.Equal($"{next}", (await _socket.NextAsync("message")).Text("position"));
        _vault = next;
        Assert.Empty(Host.Logs.Errors);
        foreach (var secret in (string[])[Token, _socketToken, Cookie, Secret])
        {
            Assert.DoesNotContain(_outputs, output => output.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Host.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await Host.DisposeAsync();
    }

    private static void Map(WebApplication app, Action<WebApplication>? also)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-User"] is [{ } name])
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));
            }

            return next(context);
        });
        app.UseRouting();
        app.MapBridge();
        app.MapBridgeChannels("/live/{channel}");
        also?.Invoke(app);
    }

    private async Task BeginAsync()
    {
        await Host.Publisher.PublishAsync("news", Payload.Json("\"first\""), cancellationToken: Stop);
        await _polls.OpenAsync("vault");
        _socket = await NativeSocket.OpenAsync(Host, options => options.SetRequestHeader("X-User", "alice"));
        _socketToken = (await _socket.AskAsync("""{"type":"open","subscribe":[{"channel":"vault"}]}""", "opened")).Text("token")!;
        await _polls.SendAsync($$"""{"type":"submit","id":1,"channel":"vault","data":"{{Secret}}"}""");
        Assert.Equal(Secret, (await _socket.NextAsync("message")).Text("data"));
        var reader = Host.Services.GetRequiredService<IChannelReader>();
        (_news, _vault) = (await reader.HeadAsync("news", Stop), await reader.HeadAsync("vault", Stop));
    }
}
