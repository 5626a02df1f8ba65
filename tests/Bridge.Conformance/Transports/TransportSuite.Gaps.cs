using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

public abstract partial class TransportSuite
{
    [Fact]
    public async Task Messages_that_had_to_make_room_are_a_gap_and_the_kept_ones_follow()
    {
        await using var site = await SiteAsync(retention: new Retention { MaxMessages = 10 });
        await site.PublishNumbersAsync(News, 1, 5);
        var cursor = await HeadAsync(site, News);
        await site.PublishNumbersAsync(News, 6, 100);
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        await wire.SubscribeAsync(News, cursor.ToString());

        var gap = await wire.ExpectAsync("gap");
        Assert.Equal(("evicted", cursor with { Offset = 90 }), (gap.Reason, gap.Position));
        Assert.Equal(Numbers(91, 100), await wire.PayloadsAsync(10));
    }

    [Fact]
    public async Task A_position_of_another_life_of_the_store_is_a_gap()
    {
        await using var site = await SiteAsync();
        await site.PublishNumbersAsync(News, 1, 3);
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        await wire.SubscribeAsync(News, new Position(new Epoch(12_345), 2).ToString());

        Assert.Equal("epoch", (await wire.ExpectAsync("gap")).Reason);
        Assert.Equal(Numbers(1, 3), await wire.PayloadsAsync(3));
    }

    [Fact]
    public async Task A_position_that_was_never_given_out_is_a_gap()
    {
        await using var site = await SiteAsync();
        var head = await site.PublishNumbersAsync(News, 1, 3);
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        await wire.SubscribeAsync(News, head.Plus(1_000).ToString());

        Assert.Equal("ahead", (await wire.ExpectAsync("gap")).Reason);
        Assert.Equal(Numbers(1, 3), await wire.PayloadsAsync(3));
        await site.PublishAsync(News, "4");
        Assert.Equal(["4"], await wire.PayloadsAsync(1));
    }

    [Fact]
    public async Task A_message_for_one_session_reaches_that_session_only()
    {
        await using var site = await SiteAsync();
        var (one, _) = await OpenAsync(site, News);
        await using var _1 = one;
        await using var other = await ConnectAsync(site);
        var opened = await other.OpenAsync();
        await other.SubscribeAsync(News);
        var session = new SessionId(opened.Json.GetProperty("session").GetString()!);

        await site.PublishAsync(News, "\"for the other\"", Audience.Session(session));
        await site.PublishAsync(News, "\"for all\"");
        await site.PublishAsync(News, "\"for all but the other\"", Audience.Everyone.But(Audience.SessionTag(session)));
        await site.PublishAsync(News, "\"the end\"");

        Assert.Equal(["\"for all\"", "\"for all but the other\"", "\"the end\""], await one.PayloadsAsync(3));
        Assert.Equal(["\"for the other\"", "\"for all\"", "\"the end\""], await other.PayloadsAsync(3));
    }

    [Fact]
    public async Task A_reader_that_20_000_messages_did_not_concern_gets_its_own_one_without_a_false_gap()
    {
        await using var site = await SiteAsync(options => options.Sessions.Hold = TimeSpan.FromSeconds(60), new Retention { MaxMessages = 1_000 });
        await using var idle = await ConnectAsync(site);
        var opened = await idle.OpenAsync();
        await idle.SubscribeAsync(News);
        var waiting = idle.NextAsync();
        await site.LeasesAsync(1);
        await using var witnesses = new Witnesses();
        var foreign = await witnesses.OpenAsync(site, News);

        for (var n = 0; n < 20_000; n += 500)
        {
            await site.Hosts[0].Publisher.PublishAsync(News, [.. Numbers(n + 1, n + 500).Select(Payload.Json)], foreign, null, Stop);
            await witnesses.SeeAsync(News, 500); // or a node might look later than retention allows
        }

        await site.PublishAsync(News, "\"yours\"", Audience.Session(new SessionId(opened.Json.GetProperty("session").GetString()!)));

        var message = await waiting;
        while (message?.Type == "position")
        {
            message = await idle.NextAsync();
        }

        Assert.Equal(("message", "\"yours\"", 20_001L), (message!.Type, message.Payload, message.Position!.Value.Offset));
    }
}
