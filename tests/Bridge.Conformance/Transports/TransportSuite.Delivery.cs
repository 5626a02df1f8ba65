using Bridge.Messaging;
using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

public abstract partial class TransportSuite
{
    [Fact]
    public async Task A_subscriber_gets_what_is_published_after_it_subscribed()
    {
        await using var site = await SiteAsync();
        await site.PublishAsync(News, "\"before\"");
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;

        var position = await site.PublishAsync(News, "{\"headline\": \"after\"}");

        var message = await wire.ExpectAsync("message");
        Assert.Equal((News, position, "{\"headline\": \"after\"}"), (message.Channel, message.Position, message.Payload));
    }

    [Fact]
    public async Task Json_text_and_bytes_arrive_as_they_were_published()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;
        var publisher = site.Hosts[0].Publisher;

        await publisher.PublishAsync(News, Payload.Json("[1, 2.50, \"\\u00e4\"]"), cancellationToken: Stop);
        await publisher.PublishAsync(News, Payload.Text("quote \" and \u00e4 and \n"), cancellationToken: Stop);
        await publisher.PublishAsync(News, Payload.Binary(new byte[] { 0, 255, 7 }), cancellationToken: Stop);

        var messages = await wire.MessagesAsync(3);
        Assert.Equal("[1, 2.50, \"\\u00e4\"]", messages[0].Json.GetProperty("data").GetRawText());
        Assert.Equal("quote \" and \u00e4 and \n", messages[1].Json.GetProperty("text").GetString());
        Assert.Equal(new byte[] { 0, 255, 7 }, messages[2].Json.GetProperty("base64").GetBytesFromBase64());
    }

    [Fact]
    public async Task Messages_come_in_order_and_with_positions_without_holes()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;

        var last = site.PublishNumbersAsync(News, 1, 900);
        var messages = await wire.MessagesAsync(900);

        Assert.Equal(Numbers(1, 900), messages.Select(message => message.Payload));
        Assert.Equal(Enumerable.Range(1, 900).Select(offset => (long)offset), messages.Select(message => message.Position!.Value.Offset));
        Assert.Equal(await last, messages[^1].Position);
    }

    [Fact]
    public async Task A_cursor_catches_up_on_everything_after_it_and_then_goes_on()
    {
        await using var site = await SiteAsync();
        await site.PublishNumbersAsync(News, 1, 10);
        var cursor = await HeadAsync(site, News);
        await site.PublishNumbersAsync(News, 11, 300);
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        Assert.Equal(cursor, await wire.SubscribeAsync(News, cursor.ToString()));
        Assert.Equal(Numbers(11, 300), await wire.PayloadsAsync(290));
        await site.PublishAsync(News, "301");

        Assert.Equal(["301"], await wire.PayloadsAsync(1));
    }

    [Fact]
    public async Task Oldest_and_the_last_n_start_where_they_say()
    {
        await using var site = await SiteAsync();
        await site.PublishNumbersAsync(News, 1, 20);
        await site.PublishNumbersAsync(Other, 1, 20);
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        Assert.Equal(0, (await wire.SubscribeAsync(News, "oldest")).Offset);
        Assert.Equal(Numbers(1, 20), await wire.PayloadsAsync(20));
        Assert.Equal(17, (await wire.AskAsync(Say.SubscribeLast(Other, 3), "subscribed")).Position!.Value.Offset);
        Assert.Equal(Numbers(18, 20), await wire.PayloadsAsync(3));
    }

    [Fact]
    public async Task A_session_reads_a_hundred_channels_at_once()
    {
        await using var site = await SiteAsync();
        var names = Enumerable.Range(1, 100).Select(number => $"room:{number}").ToArray();
        await using var wire = await ConnectAsync(site);
        await wire.AskAsync(Say.Open(subscribe: [.. names.Select(name => Say.Subscribe(name))]), "opened");
        foreach (var _ in names)
        {
            await wire.ExpectAsync("subscribed");
        }

        foreach (var name in names)
        {
            await site.PublishAsync(name, $"\"{name}\"");
        }

        var messages = await wire.MessagesAsync(100);
        Assert.Equal(names.Order(), messages.Select(message => message.Channel).Order());
        Assert.All(messages, message => Assert.Equal($"\"{message.Channel}\"", message.Payload));
    }

    [Fact]
    public async Task One_channel_more_than_the_limit_is_refused_and_the_others_go_on()
    {
        await using var site = await SiteAsync(options => options.Sessions.MaxSubscriptions = 2);
        var (wire, _) = await OpenAsync(site, News, Other);
        await using var _1 = wire;

        Assert.Equal("too_many_channels", (await wire.AskAsync(Say.Subscribe("third"), "refused")).Code);
        await site.PublishAsync(Other, "1");

        Assert.Equal(["1"], await wire.PayloadsAsync(1));
    }

    [Fact]
    public async Task A_channel_with_a_long_backlog_does_not_keep_another_one_waiting()
    {
        await using var site = await SiteAsync();
        var large = $"\"{new string('x', 10_000)}\"";
        for (var n = 0; n < 300; n++)
        {
            await site.PublishAsync("long", large);
        }

        await site.PublishAsync("short", "1");
        await using var wire = await ConnectAsync(site);
        await wire.SayAsync(Say.Open(subscribe: [Say.Subscribe("long", "oldest"), Say.Subscribe("short", "oldest")]));

        var before = 0;
        while (await wire.FindAsync("message") is { Channel: "long" })
        {
            before++;
        }

        Assert.InRange(before, 0, 20); // 64 KiB are 6 of them: two batches, and a little for what was under way
    }

    [Fact]
    public async Task Nothing_comes_of_a_channel_after_it_was_unsubscribed()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site, News, Other);
        await using var _1 = wire;
        await wire.AskAsync(Say.Unsubscribe(News), "unsubscribed");

        await site.PublishAsync(News, "1");
        await site.PublishAsync(Other, "2");

        Assert.Equal(Other, (await wire.FindAsync("message")).Channel);
    }

    [Fact]
    public async Task A_message_may_be_as_large_as_the_limit_and_no_larger()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;
        var largest = $"\"{new string('x', (64 << 10) - 2)}\"";

        await site.PublishAsync(News, largest);
        Assert.Equal([largest], await wire.PayloadsAsync(1));

        Assert.Equal("accepted", (await SubmitAsync(wire, 1, News, largest)).Type);
        Assert.Equal("payload_too_large", (await SubmitAsync(wire, 2, News, $"\"{new string('x', 64 << 10)}\"")).Code);
    }

    [Fact]
    public async Task A_backlog_comes_in_batches_of_at_most_64_kilobytes()
    {
        await using var site = await SiteAsync();
        for (var n = 0; n < 200; n++)
        {
            await site.PublishAsync(News, $"\"{n} {new string('x', 1_000)}\"");
        }

        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;
        await wire.SubscribeAsync(News, "oldest");
        var messages = await wire.MessagesAsync(200);

        Assert.Equal(Enumerable.Range(1, 200).Select(offset => (long)offset), messages.Select(message => message.Position!.Value.Offset));
        Assert.InRange(LargestOf(wire), 60_000, (64 << 10) + (64 * 100)); // payloads, and the envelopes around them
    }

    private static int LargestOf(IWire wire) => wire is SocketWire socket ? socket.LargestFrame : ((PollWire)wire).LargestBody;
}
