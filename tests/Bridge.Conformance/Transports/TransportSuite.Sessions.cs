using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

public abstract partial class TransportSuite
{
    [Fact]
    public async Task A_waiting_client_is_told_at_once_that_a_newer_attempt_took_over()
    {
        await using var site = await SiteAsync(options => options.Sessions.Hold = TimeSpan.FromSeconds(60));
        var (earlier, token) = await OpenAsync(site, News);
        await using var _1 = earlier;
        var waiting = earlier.NextAsync();

        await using var newer = await ConnectAsync(site, token);
        Assert.Equal(50, (await newer.AskAsync(Say.Open(token, attempt: 50), "opened")).Attempt);

        var closed = await waiting;
        Assert.Equal(("closed", "superseded", "stop"), (closed!.Type, closed.Code, closed.Advice));
        await site.PublishAsync(News, "1");
        Assert.Equal(["1"], await newer.PayloadsAsync(1));
    }

    [Fact]
    public async Task An_attempt_lower_than_the_highest_is_superseded_and_costs_the_session_nothing()
    {
        await using var site = await SiteAsync();
        var (wire, token) = await OpenAsync(site, News);
        await using var _1 = wire;
        await using var newer = await ConnectAsync(site, token);
        await newer.AskAsync(Say.Open(token, attempt: 50), "opened");

        await using var late = await ConnectAsync(site, token);
        Assert.Equal("superseded", (await late.AskAsync(Say.Open(token, attempt: 49), "closed")).Code);

        await site.PublishAsync(News, "1");
        Assert.Equal(["1"], await newer.PayloadsAsync(1));
    }

    [Fact]
    public async Task The_token_of_another_page_is_a_copy_and_costs_the_session_nothing()
    {
        await using var site = await SiteAsync();
        await using var wire = await ConnectAsync(site, page: "p1");
        var opened = await wire.OpenAsync("p1");
        await wire.SubscribeAsync(News);

        await using var copy = await ConnectAsync(site, opened.Token, "p2");
        var closed = await copy.AskAsync(Say.Open(opened.Token, "p2"), "closed");

        Assert.Equal(("page_copy", "reopen"), (closed.Code, closed.Advice));
        await site.PublishAsync(News, "1");
        Assert.Equal(["1"], await wire.PayloadsAsync(1));
    }

    [Fact]
    public async Task A_session_goes_on_from_the_cursor_that_its_client_brings()
    {
        await using var site = await SiteAsync();
        var (wire, token) = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 10);
        var handled = (await wire.MessagesAsync(10))[3].Position!.Value;
        await wire.DisposeAsync();
        await site.PublishNumbersAsync(News, 11, 20);

        await using var again = await ConnectAsync(site, token);
        var opened = await again.AskAsync(Say.Open(token, positions: [new(News, handled)]), "opened");

        Assert.True(opened.Json.GetProperty("resumed").GetBoolean());
        Assert.Equal(Numbers(5, 20), await WithCursorAsync(again, handled, 16));
    }

    [Fact]
    public async Task A_session_whose_client_brings_no_cursor_goes_on_from_what_it_acknowledged()
    {
        await using var site = await SiteAsync();
        var (wire, token) = await OpenAsync(site, News);
        await site.PublishNumbersAsync(News, 1, 10);
        var handled = (await wire.MessagesAsync(10))[3].Position!.Value;
        await wire.SayAsync(Say.Ack(News, handled));
        await FinishAsync(wire);

        await using var again = await ConnectAsync(site, token);
        await again.AskAsync(Say.Open(token), "opened");

        Assert.Equal(Numbers(5, 10), await again.PayloadsAsync(6));
    }

    [Fact]
    public async Task An_unknown_token_is_told_to_reopen()
    {
        await using var site = await SiteAsync();
        await using var wire = await ConnectAsync(site, "nobody's");

        var closed = await wire.AskAsync(Say.Open("nobody's"), "closed");

        Assert.Equal(("session_unknown", "reopen"), (closed.Code, closed.Advice));
    }

    [Fact]
    public async Task A_closed_session_is_gone_for_good()
    {
        await using var site = await SiteAsync();
        var (wire, token) = await OpenAsync(site, News);
        await using var _1 = wire;

        Assert.Equal("closed", (await wire.AskAsync(Say.Just("close"), "closed")).Code);

        await using var again = await ConnectAsync(site, token);
        Assert.Equal("session_unknown", (await again.AskAsync(Say.Open(token), "closed")).Code);
    }

    [Fact]
    public async Task A_session_that_is_closed_elsewhere_ends_the_client_that_waits()
    {
        await using var site = await SiteAsync(options => options.Sessions.Hold = TimeSpan.FromSeconds(60));
        var (wire, token) = await OpenAsync(site, News);
        await using var _1 = wire;
        var waiting = wire.NextAsync();
        await using var elsewhere = new PollWire(site.Next, token);

        await elsewhere.SayAsync(Say.Just("close"));

        var closed = await waiting;
        Assert.True(closed is { Type: "closed", Code: "closed" or "session_unknown" }, closed?.ToString()); // unknown: its poll came after the end
    }

    [Fact]
    public async Task A_forbidden_channel_is_refused_and_creates_nothing()
    {
        await using var site = await SiteAsync(options => options.Channels.Add("secret:*", rule => rule.Authorize(_ => false)));
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;

        Assert.Equal("channel_forbidden", (await wire.AskAsync(Say.Subscribe("secret:1"), "refused")).Code);
        Assert.Equal("channel_name", (await wire.AskAsync(Say.Subscribe("no name"), "refused")).Code);

        Assert.Equal(0, site.Store.Log.Channels);
        await site.PublishAsync(News, "1");
        Assert.Equal(["1"], await wire.PayloadsAsync(1));
    }

    [Fact]
    public async Task Who_waits_is_told_when_the_server_stops_and_does_not_hold_it_up()
    {
        await using var site = await SiteAsync(options => options.Sessions.Hold = TimeSpan.FromMinutes(5));
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;
        var waiting = wire.NextAsync();
        await site.LeasesAsync(1);

        await Task.WhenAll(site.Hosts.Select(host => host.StopAsync())).WaitAsync(TimeSpan.FromSeconds(8), Stop);

        var closed = await waiting;
        Assert.Equal(("closed", "restarting", "resume"), (closed!.Type, closed.Code, closed.Advice));
    }

    /// <summary>What a client has, it has: a poll's own positions count, and a socket hears what follows them.</summary>
    private static async Task<IReadOnlyList<string>> WithCursorAsync(IWire wire, Bridge.Messaging.Position handled, int count)
    {
        if (wire is PollWire poll)
        {
            poll.Start(News, handled);
        }

        return await wire.PayloadsAsync(count);
    }
}
