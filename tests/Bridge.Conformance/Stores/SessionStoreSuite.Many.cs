using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>Many sessions, several nodes.</summary>
public abstract partial class SessionStoreSuite
{
    [Fact]
    public async Task Sessions_not_visited_since_then_are_forgotten()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 1)] }, Token("t1"), Stop);
        await sessions.CreateAsync(Session("s2") with { Subscriptions = [On(News, 2)] }, Token("t2"), Stop);
        await sessions.VisitAsync(Token("t2"), Visit() with { Now = Noon.AddMinutes(5) }, Stop);

        var none = await sessions.ExpireAsync(Noon, Stop);
        var one = await sessions.ExpireAsync(Noon.AddMinutes(5), Stop);

        Assert.Equal((0, 1), (none, one));
        Assert.Equal(VisitStatus.Unknown, (await sessions.VisitAsync(Token("t1"), Visit(), Stop)).Status);
        Assert.Equal(VisitStatus.Welcome, (await sessions.VisitAsync(Token("t2"), Visit(), Stop)).Status);
        Assert.Equal(["s2"], await ListedAsync(sessions, News));
    }

    [Fact]
    public async Task A_removed_session_is_unknown_and_removing_it_twice_does_nothing()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 1)] }, Token("t1"), Stop);

        await sessions.RemoveAsync(Token("t1"), Stop);
        await sessions.RemoveAsync(Token("t1"), Stop);

        Assert.Equal(VisitResult.Unknown, await sessions.VisitAsync(Token("t1"), Visit(), Stop));
        Assert.Empty(await ListedAsync(sessions, News));
    }

    [Fact]
    public async Task Without_room_no_session_is_kept_until_one_leaves()
    {
        await using var store = await CreateAsync(new StoreOptions { MaxSessions = 2 });
        var sessions = (await store.OpenAsync()).Sessions;
        Assert.True(await sessions.CreateAsync(Session("s1"), Token("t1"), Stop));
        Assert.True(await sessions.CreateAsync(Session("s2"), Token("t2"), Stop));
        Assert.False(await sessions.CreateAsync(Session("s3"), Token("t3"), Stop));
        Assert.Equal(VisitResult.Unknown, await sessions.VisitAsync(Token("t3"), Visit(), Stop));

        await sessions.RemoveAsync(Token("t1"), Stop);
        Assert.True(await sessions.CreateAsync(Session("s3"), Token("t3"), Stop));
        Assert.Equal(2, await sessions.ExpireAsync(Noon.AddDays(1), Stop));
        Assert.True(await sessions.CreateAsync(Session("s4"), Token("t4"), Stop));
    }

    [Fact]
    public async Task A_channel_lists_who_subscribes_and_how_far_each_is()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 1), On(Other, 4)] }, Token("t1"), Stop);
        await sessions.CreateAsync(Session("s2"), Token("t2"), Stop);
        await sessions.CreateAsync(Session("s3") with { Subscriptions = [On(News, 3)] }, Token("t3"), Stop);
        await sessions.VisitAsync(Token("t2"), Visit() with { Subscribe = On(News, 2), Now = Noon.AddMinutes(1) }, Stop);
        await sessions.VisitAsync(Token("t3"), Visit() with { Acks = Cursor.Of(News, At(7)) }, Stop);
        await sessions.VisitAsync(Token("t1"), Visit() with { Unsubscribe = Other }, Stop);

        var standings = new List<Standing>();
        await sessions.ListAsync(News, standings, Stop);

        Assert.Equal(
            [new(new("s1"), "ann", At(1), Noon), new(new("s2"), "ann", At(2), Noon.AddMinutes(1)), new(new("s3"), "ann", At(7), Noon)],
            standings.OrderBy(standing => standing.Session.Value));
        Assert.Empty(await ListedAsync(sessions, Other));
        await sessions.VisitAsync(Token("t2"), Visit() with { Unsubscribe = News }, Stop);
        await sessions.VisitAsync(Token("t1"), Visit() with { Unsubscribe = News, Subscribe = On(Other, 0) }, Stop);
        Assert.Equal(["s3"], await ListedAsync(sessions, News));
        Assert.Equal(["s1"], await ListedAsync(sessions, Other));
    }

    [Fact]
    public async Task Every_node_serves_every_session()
    {
        await using var store = await StartAsync();
        var (one, two) = ((await store.OpenAsync()).Sessions, (await store.OpenAsync()).Sessions);
        await one.CreateAsync(Session("s1"), Token("t1"), Stop);

        var there = await two.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Node = "n2", Subscribe = On(News, 1) }, Stop);
        var back = await one.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Node = "n1", Acks = Cursor.Of(News, At(3)) }, Stop);

        Assert.Equal((VisitStatus.Welcome, 1), (there.Status, there.Session!.Attempt));
        Assert.Equal((VisitStatus.Welcome, 2, "n2"), (back.Status, back.Session!.Attempt, back.PreviousNode));
        Assert.Equal(["s1"], await ListedAsync(two, News));
        await two.RemoveAsync(Token("t1"), Stop);
        Assert.Equal(VisitResult.Unknown, await one.VisitAsync(Token("t1"), Visit(), Stop));
    }

    [Fact]
    public async Task Visitors_from_everywhere_get_a_lease_each_and_no_ack_is_lost()
    {
        const int Visitors = 8;
        const int Visits = 25;
        await using var store = await StartAsync();
        ISessionStore[] nodes = [(await store.OpenAsync()).Sessions, (await store.OpenAsync()).Sessions];
        ChannelName[] channels = [.. Enumerable.Range(0, Visitors).Select(n => new ChannelName("c" + n))];
        await nodes[0].CreateAsync(Session("s1") with { Subscriptions = [.. channels.Select(channel => On(channel, 0))] }, Token("t1"), Stop);

        var attempts = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(n => Task.Run(
            async () =>
            {
                var taken = new List<long>();
                for (var visit = 1; visit <= Visits; visit++)
                {
                    var acks = Cursor.Of(channels[n], At(visit));
                    var result = await nodes[n % 2].VisitAsync(Token("t1"), Visit() with { TakeLease = true, Node = "n" + n, Acks = acks }, Stop);
                    taken.Add(result.Session!.Attempt);
                }

                return taken;
            }, Stop)));

        var all = attempts.SelectMany(taken => taken).Order();
        Assert.Equal(Enumerable.Range(1, Visitors * Visits).Select(n => (long)n), all);
        var end = await nodes[0].VisitAsync(Token("t1"), Visit(), Stop);
        Assert.All(Standing(end), standing => Assert.Equal(Visits, standing.Acked));
    }

    private static async Task<string[]> ListedAsync(ISessionStore sessions, ChannelName channel)
    {
        var standings = new List<Standing>();
        await sessions.ListAsync(channel, standings, Stop);
        return [.. standings.Select(standing => standing.Session.Value).Order()];
    }
}
