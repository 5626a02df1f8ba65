using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Bridge.TestKit.Processes;
using Bridge.Tests.Answering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Operating;

/// <summary>What a client holds dear, or means to do harm with, is planted wherever it can stand, and looked for in everything that is logged.</summary>
public sealed class LogTests
{
    private const string Payload = "canary-payload";
    private const string Cookie = "canary-cookie";
    private const string Authorization = "canary-authorization";
    private const string Key = "canary-key-of-16-characters";
    private const string Ticket = "canary-ticket";
    private const string Evil = "%0Afail:%20forged%1B%5B31m%E2%80%A8%E2%80%AE";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_line_of_any_transport_holds_a_secret_and_none_of_ours_a_control_character()
    {
        await using var legacy = await LegacyServer.StartAsync();
        legacy.Add(Payload, Cookie);
        await using var host = await TestHost.StartAsync(
            options =>
            {
                TestHost.AddChannels(options);
                options.Channels.Add("broken", channel => channel.Handle((submission, _) => throw new InvalidOperationException("The handler broke.")));
                options.Publishing.ApiKeys.Add(Key);
                options.Shapes.Add("board", AnswerSite.Private);
                options.Upstream.Backend = legacy.Address;
                options.Upstream.FirstRetry = TimeSpan.FromMilliseconds(20);
            },
            app =>
            {
                app.MapBridge();
                app.MapBridgeChannels("/live/{channel}");
                app.MapPollShape("board", app.ForwardTo(legacy.Address));
                app.MapBackend(new Uri($"http://127.0.0.1:{Ports.Free()}")); // nobody is there
            },
            services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter(_ => true)));
        var token = await UseAsync(host.Address, host.Http);
        await UsePlainSocketAsync(host);
        await UseLegacyAsync(host, legacy);
        await host.StopAsync();

        var lines = host.Logs.Lines.ToList();
        Assert.Contains(lines, line => line.Contains("The handler of channel broken failed", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Request starting", StringComparison.Ordinal)); // the framework's own lines are looked at, too,
        Assert.Contains(lines, line => line.Contains("matched endpoint", StringComparison.Ordinal)); // at every level
        foreach (var secret in (string[])[token, Payload, Cookie, Authorization, Key, Ticket])
        {
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal));
        }

        var ours = lines.Where(line => line.StartsWith("Bridge.", StringComparison.Ordinal)).Select(line => Regex.Split(line, " [A-Za-z.]+Exception: ")[0].TrimEnd()); // an exception's own text has lines
        Assert.DoesNotContain(ours, line => line.Any(char.IsControl) || line.Contains('\u2028') || line.Contains('\u202e'));
    }

    [Fact]
    public async Task The_gateway_writes_one_line_an_event_at_any_level_and_no_secret()
    {
        await using var gateway = await RunningGateway.StartAsync(
            [], "Gateway:Channels:0=news submit", "Gateway:Channels:1=echo submit", $"Gateway:Publishers:tests={Key}", "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Bridge=Trace", "Logging:LogLevel:Microsoft=Trace");
        var token = await UseAsync(gateway.Address, gateway.Http);
        var lines = (await gateway.EndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(lines, line => line.Contains("Request starting", StringComparison.Ordinal) && line.Contains("\\nfail: forged\\u001B[31m\\u2028\\u202E", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dbug", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("^(trce|dbug|info|warn|fail|crit): [A-Za-z.0-9]+\\[\\d+\\] ", line));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl) || line.Contains('\u2028') || line.Contains('\u202e'));
        foreach (var secret in (string[])[token, Payload, Cookie, Authorization, Key, Ticket])
        {
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    /// <summary>Uses every transport, well and badly; gives the session's token.</summary>
    private static async Task<string> UseAsync(Uri address, HttpClient http)
    {
        var opened = await PostAsync(http, new Uri(address, "/bridge/poll"), $$"""{"type":"open","subscribe":[{"channel":"news","ticket":"{{Ticket}}"},{"channel":"undeclared"}]}""", null);
        Assert.StartsWith("[", opened);
        var token = System.Text.Json.Nodes.JsonNode.Parse(opened)![0]!.Text("token")!;
        await PostAsync(http, new Uri(address, "/bridge/send"), """{"type":"subscribe","channel":"a\u001b[31m\n\u2028"}""", token);
        await PostAsync(http, new Uri(address, "/bridge/send"), $$"""[{"type":"submit","id":1,"channel":"news","data":"{{Payload}}"},{"type":"submit","id":2,"channel":"broken","data":"{{Payload}}"}]""", token);
        await PostAsync(http, new Uri(address, "/bridge/poll"), """{"type":"poll"}""", token);
        await PostAsync(http, new Uri(address, "/bridge/send"), "{" + Payload, token);
        await PostAsync(http, new Uri(address, $"/bridge/channels/{Evil}/messages"), Payload, token);
        await PostAsync(http, new Uri(address, "/bridge/channels/news/messages"), $"\"{Payload}\"", null, Key);
        await PostAsync(http, new Uri(address, "/bridge/channels/news/messages"), Payload, null, Key); // no JSON
        using (var evil = await http.GetAsync(new Uri(address, $"/bridge/channels/{Evil}/messages?after=oldest&wait=0s"), Stop))
        using (var nowhere = await http.GetAsync(new Uri(address, $"/{Evil}"), Stop))
        using (var polled = await http.GetAsync(new Uri(address, "/bridge/channels/news/messages?after=oldest&wait=0s"), Stop))
        {
            Assert.Contains(Payload, await polled.Content.ReadAsStringAsync(Stop));
        }

        await using (var raw = await RawConnection.OpenAsync(address))
        {
            await raw.SayAsync($"POST /bridge/poll HTTP/1.1\nHost: {address.Authority}\nUser-Agent: evil\u001b[31m\u2028\nOrigin: http://evil\u001b[31m\u202e.example\nCookie: {Cookie}\nContent-Length: 0\n\n");
            await raw.ReadResponseAsync();
        }

        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bridge.v1");
        socket.Options.SetRequestHeader("Cookie", Cookie);
        socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}/bridge/ws"), Patience.Token);
        foreach (var frame in (string[])[$$"""{"type":"open","token":"{{token}}"}""", $$"""{"type":"submit","id":3,"channel":"news","data":"{{Payload}}"}""", "{" + Payload])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, Patience.Token);
        }

        var buffer = new byte[64 << 10];
        while ((await socket.ReceiveAsync(buffer, Patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        return token;
    }

    private static async Task UsePlainSocketAsync(TestHost host)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(host.Socket("/live/echo"), Patience.Token);
        foreach (var frame in (string[])[$"\"{Payload}\"", "{" + Payload])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, Patience.Token);
            await socket.ReceiveAsync(new byte[64 << 10], Patience.Token);
        }

        socket.Abort();
        await host.Requests.EndedAsync("/live/echo");
    }

    /// <summary>Old polls, answered and passed on, with a backend that works, that breaks, and that isn't there.</summary>
    private static async Task UseLegacyAsync(TestHost host, LegacyServer legacy)
    {
        using var http = AnswerSite.NewClient(Cookie);
        http.DefaultRequestHeaders.Add("Authorization", Authorization);
        for (var last = 0; last < 2; last++)
        {
            Assert.Contains(Payload, await http.GetStringAsync(new Uri(host.Address, "/events?lastId=0"), Stop), StringComparison.Ordinal);
        }

        legacy.Instead = context => context.Response.WriteAsync($"{{{Payload}\u001b[31m", context.RequestAborted);
        for (var n = 0; n < 10; n++)
        {
            using var passed = await http.GetAsync(new Uri(host.Address, $"/events?lastId={n}&_=1"), Patience.Token);
        }

        using var nobody = await http.GetAsync(new Uri(host.Address, $"/{Evil}"), Stop);
        Assert.Equal(System.Net.HttpStatusCode.BadGateway, nobody.StatusCode);
    }

    private static async Task<string> PostAsync(HttpClient http, Uri address, string json, string? token, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        request.Headers.TryAddWithoutValidation("Cookie", Cookie);
        request.Headers.TryAddWithoutValidation("Origin", address.GetLeftPart(UriPartial.Authority)); // with a cookie a page has to say which it is
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        if (token is not null)
        {
            request.Headers.Add("Bridge-Session", token);
        }

        if (key is not null)
        {
            request.Headers.Add("Bridge-Key", key);
        }

        using var response = await http.SendAsync(request, Patience.Token);
        return await response.Content.ReadAsStringAsync(Stop);
    }
}
