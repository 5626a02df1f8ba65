using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

public sealed class SocketWindowTests
{
    private const string News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_stops_at_1_000_unacknowledged_messages_and_goes_on_after_acks()
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var wire = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 1_500);
        var first = await wire.MessagesAsync(1_000);

        await QuietAsync(wire);
        await wire.SayAsync(Say.Ack(News, first[199].Position!.Value));
        Assert.Equal(1_200, (await wire.MessagesAsync(200))[^1].Position!.Value.Offset);

        await QuietAsync(wire);
        await wire.SayAsync(Say.Ack(News, first[999].Position!.Value));
        Assert.Equal(1_500, (await wire.MessagesAsync(300))[^1].Position!.Value.Offset);
    }

    [Fact]
    public async Task A_socket_stops_at_256_unacknowledged_kilobytes_and_goes_on_after_acks()
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var wire = await OpenAsync(site, News);
        var large = $"\"{new string('x', (16 << 10) - 2)}\"";
        for (var n = 0; n < 40; n++)
        {
            await site.PublishAsync(News, large);
        }

        var first = await wire.MessagesAsync(16);
        await QuietAsync(wire);
        await wire.SayAsync(Say.Ack(News, first[^1].Position!.Value));

        Assert.Equal(32, (await wire.MessagesAsync(16))[^1].Position!.Value.Offset);
        await QuietAsync(wire);
    }

    [Fact]
    public async Task An_ack_that_fits_no_message_makes_no_room()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.WindowMessages = 10 });
        await using var wire = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 20);
        await wire.MessagesAsync(10);

        await wire.SayAsync(Say.Ack(News, new Position(new Epoch(99), 1_000)));

        await QuietAsync(wire);
    }

    [Fact]
    public async Task A_client_that_lets_its_window_stay_full_is_closed_for_no_progress()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.Sessions.WindowMessages, options.Sessions.NoProgressLimit) = (10, TimeSpan.FromMilliseconds(300)),
        });
        await using var wire = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 20);
        await wire.MessagesAsync(10);

        var closed = await wire.ExpectAsync("closed");

        Assert.Equal(("no_progress", "resume"), (closed.Code, closed.Advice));
        Assert.Null(await wire.NextAsync());
        Assert.Equal((4408, "no_progress"), ((int)wire.CloseStatus!, wire.CloseWord));
    }

    [Fact]
    public async Task A_client_that_acknowledges_slowly_but_steadily_is_not_closed()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.Sessions.WindowMessages, options.Sessions.NoProgressLimit) = (1, TimeSpan.FromMilliseconds(400)),
        });
        await using var wire = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 8);

        for (var n = 1; n <= 8; n++)
        {
            var message = (await wire.MessagesAsync(1))[0];
            Assert.Equal($"{n}", message.Payload);
            await Task.Delay(150, Stop); // the client's handler takes its time: eight times this is three limits
            await wire.SayAsync(Say.Ack(News, message.Position!.Value));
        }
    }

    [Fact]
    public async Task Messages_of_a_channel_that_was_left_take_no_room_any_more()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.WindowMessages = 10 });
        await using var wire = await OpenAsync(site, News, "other");
        await site.PublishNumbersAsync(News, 1, 10);
        await wire.MessagesAsync(10);

        await wire.AskAsync(Say.Unsubscribe(News), "unsubscribed");
        await site.PublishAsync("other", "11");

        Assert.Equal(["11"], await wire.PayloadsAsync(1));
    }

    private static async Task<SocketWire> OpenAsync(BridgeSite site, params string[] channels)
    {
        var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();
        foreach (var channel in channels)
        {
            await wire.SubscribeAsync(channel);
        }

        return wire;
    }

    /// <summary>The answer to a ping stands behind everything the server had to send: twice, for what the first one may have overtaken.</summary>
    private static async Task QuietAsync(SocketWire wire)
    {
        for (var n = 0; n < 2; n++)
        {
            await wire.SayAsync(Say.Just("ping"));
            Assert.Equal("pong", (await wire.NextAsync())?.Type);
        }
    }
}
