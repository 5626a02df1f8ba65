using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Attacks;

/// <summary>A server that logs at every level, on which everything that its one client holds dear is known here, and everything that it says beside the messages is kept.</summary>
internal sealed class CanaryRun : IAsyncDisposable
{
    public const string Cookie = "canary-cookie", Authorization = "canary-authorization", Key = "canary-key-of-16-characters", WrongKey = "canary-wrong-key", Text = "canary-payload", ChannelTicket = "canary-channel-ticket";

    private readonly TestHost _host;
    private readonly Measurements _measured;
    private readonly ConcurrentQueue<string> _traces = [], _told = [];
    private readonly HashSet<string> _secrets = [Cookie, Authorization, Key, WrongKey, Text, ChannelTicket];
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == BridgeActivities.Name || source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private CanaryRun(TestHost host)
    {
        (_host, _measured) = (host, new Measurements(host));
        _listener.ActivityStopped = activity => _traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}");
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Refusals' codes that were told.</summary>
    public HashSet<string> Codes { get; } = [];

    public static async Task<CanaryRun> StartAsync(Action<WebApplication>? plant = null) => new(await TestHost.StartAsync(
        options =>
        {
            TestHost.AddChannels(options);
            options.Channels.Add("broken", channel => channel.Handle((_, _) => throw new InvalidOperationException("The handler broke.")));
            options.Channels.Add("closed", channel => channel.Authorize(_ => false));
            options.Publishing.ApiKeys.Add(Key);
            options.LongPolling.MaxBodyBytes = 16 << 10;
        },
        app =>
        {
            app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, context.Request.Headers["X-User"] is [{ } name] ? name : "alice")], "test"));
                return next(context);
            });
            plant?.Invoke(app);
            app.UseRouting();
            app.MapBridge();
            app.MapBridgeChannels("/live/{channel}");
        },
        services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter(_ => true))));

    /// <summary>Uses every transport, well and badly.</summary>
    public async Task UseAsync()
    {
        var polls = Client("alice");
        var opened = await polls.PollAsync($$"""{"type":"open","page":"p1","subscribe":[{"channel":"news","ticket":"{{ChannelTicket}}"},{"channel":"closed"}]}""");
        _secrets.Add(polls.Token = opened[0]!.Text("token")!);
        var submit = (string channel, int id) => $$"""{"type":"submit","id":{{id}},"channel":"{{channel}}","data":"{{Text}}"}""";
        await polls.SendAsync($"[{submit("news", 1)},{submit("echo", 2)},{submit("broken", 3)},{submit("closed", 4)}]");
        await polls.PollAsync("""{"type":"poll","page":"p1","attempt":9}""");
        foreach (var (path, body) in new[]
        {
            ("/bridge/poll", $$"""{"type":"{{Text}}"}"""), ("/bridge/send", "{" + Text), ("/bridge/poll", """{"type":"poll","page":"copy"}"""), ("/bridge/send", Text + new string('x', 20 << 10)),
            ("/bridge/channels/news/messages", "{" + Text),
        })
        {
            await AskAsync(polls, path, body);
        }

        await AskAsync(Client("bob", polls.Token), "/bridge/poll", """{"type":"poll"}""");
        await PublishAsync();
        await RawAsync(polls.Token);
        await SocketsAsync(polls);
        await AskAsync(polls, "/bridge/poll", """{"type":"close"}""");
        await AskAsync(polls, "/bridge/poll", """{"type":"poll"}""");
        await _host.StopAsync();
    }

    /// <summary>Where a secret came out: <c>log</c>, <c>answer</c>, <c>metric</c> or <c>trace</c>, and what stood there.</summary>
    public IReadOnlyList<string> Leaks() =>
    [
        .. Holding("log", _host.Logs.Lines), .. Holding("answer", _told), .. Holding("metric", _measured.All.Select(one => string.Join(' ', one.Tags))), .. Holding("trace", _traces),
    ];

    /// <summary>How much was looked at, of each kind.</summary>
    public (int Logs, int Answers, int Metrics, int Traces) Seen => (_host.Logs.Lines.Count(), _told.Count, _measured.All.Count, _traces.Count);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _measured.Dispose();
        await _host.DisposeAsync();
    }

    private IEnumerable<string> Holding(string place, IEnumerable<string> outputs) =>
        outputs.Where(output => _secrets.Any(secret => output.Contains(secret, StringComparison.OrdinalIgnoreCase))).Select(output => $"{place}: {output}");

    private NativePolls Client(string user, string? token = null)
    {
        var origin = _host.Address.GetLeftPart(UriPartial.Authority);
        return new NativePolls(_host) { Token = token, Headers = { ("X-User", user), ("Cookie", Cookie), ("Authorization", $"Bearer {Authorization}"), ("Origin", origin) } };
    }

    private async Task AskAsync(NativePolls polls, string path, string body)
    {
        using var response = await polls.PostAsync(path, body);
        await KeepAsync(response);
    }

    private async Task KeepAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Patience.Token);
        _told.Enqueue($"{response}{((int)response.StatusCode == 200 ? "" : body)}"); // what was asked for may come; what is refused tells nothing
        if (body.StartsWith('{') && JsonNode.Parse(body)!.Text("error") is { } code)
        {
            Codes.Add(code);
        }
    }

    private async Task PublishAsync()
    {
        foreach (var (key, body) in new[] { (Key, $"\"{Text}\""), (Key, Text), (Key, "2"), (WrongKey, $"\"{Text}\"") })
        {
            var publisher = Client("alice");
            publisher.Headers.Add(("Bridge-Key", key));
            publisher.Headers.Add(("Idempotency-Key", "k1"));
            await AskAsync(publisher, "/bridge/channels/news/messages", body);
        }
    }

    /// <summary>What no well-behaved client sends.</summary>
    private async Task RawAsync(string token)
    {
        var head = $"POST /bridge/poll HTTP/1.1\nHost: {_host.Address.Authority}\nCookie: {Cookie}\nBridge-Session: {token}\n";
        foreach (var rest in (string[])
        [
            "Origin: http://evil.example\nContent-Length: 0\n\n", "Sec-Fetch-Site: none\nContent-Length: 0\n\n", "Sec-Fetch-Site: none\nContent-Type: application/json\nContent-Length: 0\n\n",
            $"Sec-Fetch-Site: none\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nTransfer-Encoding: chunked\n\nzz{Text}\n",
            $"Sec-Fetch-Site: none\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nTransfer-Encoding: chunked\nContent-Length: 3\n\n3\n{Text}\n",
        ])
        {
            await using var connection = await RawConnection.OpenAsync(_host.Address);
            await connection.SayAsync(head + rest);
            var response = await connection.ReadResponseAsync();
            _told.Enqueue($"{string.Join(' ', response.Headers)} {response.Body}");
            Codes.Add(JsonNode.Parse(response.Body)!.Text("error")!);
        }
    }

    private async Task SocketsAsync(NativePolls polls)
    {
        using var bought = await polls.PostAsync("/bridge/ticket", "");
        var ticket = JsonNode.Parse(await bought.Content.ReadAsStringAsync(Patience.Token))![0]!.Text("ticket")!;
        _secrets.Add(ticket);
        string[] headers = [$"Cookie: {Cookie}", $"Authorization: Bearer {Authorization}", $"Origin: {_host.Address.GetLeftPart(UriPartial.Authority)}", $"Sec-WebSocket-Protocol: bridge.v1, bridge.ticket.{ticket}"];
        await using (var socket = await RawSocket.OpenAsync(_host, "/bridge/ws", headers))
        {
            await socket.SendAsync($$"""[{"type":"open","page":"p1","attempt":20,"token":"{{polls.Token}}"},{"type":"submit","id":9,"channel":"broken","data":"{{Text}}"}]""");
            await socket.SendAsync("{" + Text);
            var (code, reason) = await socket.NextCloseAsync();
            _told.Enqueue($"{code} {reason}");
        }

        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => RawSocket.OpenAsync(_host, "/bridge/ws", headers)); // the ticket was used
        _told.Enqueue(again.Message);
        Codes.Add(again.Message.Contains("ticket_used") ? "ticket_used" : again.Message);
        await using var plain = await RawSocket.OpenAsync(_host, "/live/echo", headers[..3]);
        await plain.SendAsync(Text);
        Assert.Equal(Text, (await plain.NextAsync()).Text);
        await plain.SendAsync(RawSocket.Text, Encoding.UTF8.GetBytes(Text).Append((byte)0xFF).ToArray());
        _told.Enqueue((await plain.NextCloseAsync()).Reason);
    }
}
