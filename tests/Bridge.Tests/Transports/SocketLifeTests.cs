using System.Net.Sockets;
using System.Text;
using Bridge.Conformance.Transports;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

public sealed class SocketLifeTests
{
    private const string News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_client_is_closed_for_no_progress()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.Sessions.PingInterval, options.Sessions.SilenceLimit) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)),
        });
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        wire.AnswersPings = false;
        await wire.OpenAsync();

        Assert.Equal("no_progress", (await wire.ExpectAsync("closed")).Code);
        Assert.InRange(wire.Pings, 2, 6);
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays_and_a_quiet_socket_carries_them()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.Sessions.PingInterval, options.Sessions.SilenceLimit) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)),
        });
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();
        await wire.SubscribeAsync(News);
        var message = wire.NextAsync();

        await Eventually.HoldsAsync(() => wire.Pings >= 12, "a dozen pings came"); // three silence limits
        await site.PublishAsync(News, "1");

        Assert.Equal("1", (await message)?.Payload);
    }

    [Fact]
    public async Task A_ping_brings_the_position_of_what_was_for_others()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.PingInterval = TimeSpan.FromMilliseconds(200) });
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();
        await wire.SubscribeAsync(News);

        var head = await site.PublishNumbersAsync(News, 1, 10, Bridge.Messaging.Audience.Tagged("somebody-else"));

        var position = await wire.ExpectAsync("position");
        Assert.Equal((News, head), (position.Channel, position.Position));
    }

    [Fact]
    public async Task A_superseded_socket_closes_with_its_own_code()
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var earlier = await SocketWire.ConnectAsync(site.Next(), Stop);
        var token = (await earlier.OpenAsync()).Token;
        await using var newer = await SocketWire.ConnectAsync(site.Next(), Stop);
        await newer.AskAsync(Say.Open(token), "opened");

        Assert.Equal("superseded", (await earlier.ExpectAsync("closed")).Code);
        Assert.Null(await earlier.NextAsync());
        Assert.Equal((4409, "superseded"), ((int)earlier.CloseStatus!, earlier.CloseWord));
    }

    [Theory]
    [InlineData("{\"type\":\"nonsense\"}", 4400)]
    [InlineData("[]]", 4400)]
    [InlineData("{\"type\":\"subscribe\",\"channel\":\"news\"}", 4400)]
    public async Task What_is_not_understood_closes_the_socket_with_a_code(string frame, int code)
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);

        await wire.SayAsync(frame);

        Assert.Equal("bad_message", (await wire.ExpectAsync("closed")).Code);
        Assert.Null(await wire.NextAsync());
        Assert.Equal(code, (int)wire.CloseStatus!);
    }

    [Fact]
    public async Task A_frame_that_is_too_large_closes_the_socket_before_it_is_kept()
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();

        await wire.SayAsync(new string(' ', 200 << 10));

        Assert.Equal("too_large", (await wire.ExpectAsync("closed")).Code);
    }

    [Fact]
    public async Task A_fault_of_the_store_tells_the_client_to_come_again_not_to_stop()
    {
        var log = default(WatchedLog);
        await using var site = await BridgeSite.StartAsync(1, new() { Watch = made => log = made });
        await using var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();

        log!.Fault = new IOException("the store is away, on purpose");
        await wire.SayAsync(Say.Subscribe(News));

        var closed = await wire.ExpectAsync("closed");
        Assert.Equal(("server_error", "resume"), (closed.Code, closed.Advice));
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_and_that_is_nobodys_error()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.WebSockets.WriteTimeout, options.Sessions.WindowBytes) = (TimeSpan.FromSeconds(1), 64 << 20),
        });
        using var client = new TcpClient { ReceiveBufferSize = 4 << 10 };
        await client.ConnectAsync("127.0.0.1", site.Hosts[0].Port, Stop);
        await client.GetStream().WriteAsync(RawSocket.Handshake(site.Hosts[0].Port), Stop);
        await client.GetStream().WriteAsync(RawSocket.Frame("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"}]}"), Stop);
        await Eventually.HoldsAsync(() => site.Hosts[0].WaitedFor() == 1, "the client is subscribed");

        var large = $"\"{new string('x', 60_000)}\"";
        for (var n = 0; n < 200; n++)
        {
            await site.PublishAsync(News, large);
        }

        await site.EmptyAsync();
        Assert.True(!site.Errors.Any(), string.Join("\n", site.Errors));
    }

    [Fact]
    public async Task A_fragmented_message_is_put_together_and_an_empty_one_is_refused()
    {
        await using var site = await BridgeSite.StartAsync(1);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", site.Hosts[0].Port, Stop);
        var stream = client.GetStream();
        await stream.WriteAsync(RawSocket.Handshake(site.Hosts[0].Port), Stop);
        await stream.WriteAsync(RawSocket.Frame("", fin: false), Stop);
        await stream.WriteAsync(RawSocket.Frame("{\"type\":", fin: false, first: false), Stop);
        await stream.WriteAsync(RawSocket.Frame("\"ping\"}", fin: true, first: false), Stop);
        await stream.WriteAsync(RawSocket.Frame(""), Stop);

        var heard = "";
        var buffer = new byte[1_024];
        while (!heard.Contains("bad_message"))
        {
            heard += Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, Stop));
        }

        Assert.Contains("[{\"type\":\"pong\"}]", heard);
    }
}
