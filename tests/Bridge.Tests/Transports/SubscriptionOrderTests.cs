using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

/// <summary>What a socket says of a channel and the channel's messages: one order, also when both happen at once.</summary>
public sealed class SubscriptionOrderTests
{
    private const string News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_message_straggles_behind_the_end_of_its_subscription()
    {
        await using var site = await SiteAsync(out var log);
        await using var wire = await OpenAsync(site);

        var held = log().HoldNextRead();
        await site.PublishAsync(News, "1");
        await held.WaitAsync(Stop);
        await wire.SayAsync(Say.Unsubscribe(News));
        await Eventually.HoldsAsync(async () => (await StandingsAsync(site)).Count == 0, "the server has taken in the wish");
        log().Release();

        Assert.Equal("message", (await wire.NextAsync())?.Type);
        Assert.Equal("unsubscribed", (await wire.NextAsync())?.Type);
    }

    [Fact]
    public async Task A_message_under_way_does_not_come_between_an_earlier_start_and_its_messages()
    {
        await using var site = await SiteAsync(out var log);
        await using var wire = await OpenAsync(site);
        await site.PublishNumbersAsync(News, 1, 5);
        var third = (await wire.MessagesAsync(5))[2].Position!.Value;

        var held = log().HoldNextRead();
        await site.PublishAsync(News, "6");
        await held.WaitAsync(Stop);
        await wire.SayAsync(Say.Subscribe(News, third.ToString()));
        await Eventually.HoldsAsync(async () => (await StandingsAsync(site))[0].Acked == third, "the server has taken in the wish");
        log().Release();

        Assert.Equal("6", (await wire.NextAsync())?.Payload);
        Assert.Equal("subscribed", (await wire.NextAsync())?.Type); // whoever goes back to 3 with this has missed nothing
        Assert.Equal(["4", "5", "6"], await wire.PayloadsAsync(3));
    }

    [Fact]
    public async Task A_channel_subscribed_twice_keeps_its_place_and_repeats_nothing()
    {
        await using var site = await SiteAsync(out _);
        await using var wire = await OpenAsync(site);
        await site.PublishNumbersAsync(News, 1, 5);
        var fourth = (await wire.MessagesAsync(5))[3].Position!.Value;
        await wire.SayAsync(Say.Ack(News, fourth));
        await Eventually.HoldsAsync(async () => (await StandingsAsync(site))[0].Acked == fourth, "the ack has reached the store");

        Assert.Equal(fourth, await wire.SubscribeAsync(News));
        await site.PublishAsync(News, "6");

        Assert.Equal(["6"], await wire.PayloadsAsync(1));
        Assert.Equal(fourth, (await StandingsAsync(site))[0].Acked);
    }

    private static Task<BridgeSite> SiteAsync(out Func<WatchedLog> log)
    {
        WatchedLog? watched = null;
        log = () => watched!;
        return BridgeSite.StartAsync(1, new BridgeHostSetup
        {
            Options = options => options.Sessions.AckInterval = TimeSpan.FromMilliseconds(50),
            Watch = made => watched = made,
        });
    }

    private static async Task<SocketWire> OpenAsync(BridgeSite site)
    {
        var wire = await SocketWire.ConnectAsync(site.Next(), Stop);
        await wire.OpenAsync();
        await wire.SubscribeAsync(News);
        return wire;
    }

    private static async ValueTask<IReadOnlyList<Standing>> StandingsAsync(BridgeSite site)
    {
        var standings = new List<Standing>();
        await site.Store.Sessions.ListAsync(News, standings, Stop);
        return standings;
    }
}
