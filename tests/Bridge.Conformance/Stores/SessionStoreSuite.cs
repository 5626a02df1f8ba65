using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What every <see cref="ISessionStore"/> does.</summary>
public abstract partial class SessionStoreSuite : StoreSuite
{
    protected static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Epoch First = new(1);

    [Fact]
    public async Task A_session_is_found_by_its_token_and_comes_back_as_it_was_kept()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        var kept = Session("s1") with { Attempt = 4, Node = "n1", Subscriptions = [On(News, 3, "a", "b"), On(Other, 0)] };
        Assert.True(await sessions.CreateAsync(kept, Token("t1"), Stop));

        var found = await sessions.VisitAsync(Token("t1"), Visit(), Stop);

        Assert.Equal((VisitStatus.Welcome, "n1"), (found.Status, found.PreviousNode));
        Assert.Equal(kept with { Subscriptions = [] }, found.Session! with { Subscriptions = [] });
        Assert.Equal([(News, 3), (Other, 0)], Standing(found));
        Assert.Equal(["a", "b"], found.Session!.Subscriptions[0].Tags.Tags.ToArray());
    }

    [Fact]
    public async Task An_unknown_token_and_another_owners_give_the_same_answer()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1"), Token("t1"), Stop);

        var unknown = await sessions.VisitAsync(Token("t2"), Visit(), Stop);
        var foreign = await sessions.VisitAsync(Token("t1"), Visit() with { Owner = "eve", TakeLease = true, Attempt = 9 }, Stop);

        Assert.Equal(VisitResult.Unknown, unknown);
        Assert.Equal(VisitResult.Unknown, foreign);
        Assert.Equal(0, (await sessions.VisitAsync(Token("t1"), Visit(), Stop)).Session!.Attempt);
    }

    [Fact]
    public async Task The_sessions_of_an_owner_are_forgotten_and_nobody_elses()
    {
        await using var store = await StartAsync();
        var (sessions, other) = ((await store.OpenAsync()).Sessions, (await store.OpenAsync()).Sessions);
        foreach (var (token, owner) in new[] { ("t1", "eve"), ("t2", "eve"), ("t3", "eve's"), ("t4", "") })
        {
            await sessions.CreateAsync(Session(token) with { Owner = owner, Subscriptions = [On(News, 1)] }, Token(token), Stop);
        }

        Assert.Equal(0, await sessions.RemoveOwnedAsync("nobody", 0, Stop));
        Assert.Equal(2, await sessions.RemoveOwnedAsync("eve", 0, Stop));
        Assert.Equal(0, await other.RemoveOwnedAsync("eve", 0, Stop));
        Assert.Equal(VisitResult.Unknown, await other.VisitAsync(Token("t1"), Visit() with { Owner = "eve" }, Stop));
        Assert.Equal(VisitStatus.Welcome, (await other.VisitAsync(Token("t3"), Visit() with { Owner = "eve's" }, Stop)).Status);
        Assert.Equal(VisitStatus.Welcome, (await other.VisitAsync(Token("t4"), Visit() with { Owner = "" }, Stop)).Status);
        var standings = new List<Standing>();
        await other.ListAsync(News, standings, Stop);
        Assert.Equal(["", "eve's"], standings.Select(standing => standing.Owner).Order());
        Assert.True(await sessions.CreateAsync(Session("t1") with { Owner = "eve" }, Token("t1"), Stop));
    }

    [Fact]
    public async Task Of_an_owners_sessions_those_visited_last_are_kept()
    {
        await using var store = await StartAsync();
        var (sessions, other) = ((await store.OpenAsync()).Sessions, (await store.OpenAsync()).Sessions);
        foreach (var (token, seconds) in new[] { ("t1", 3), ("t2", 1), ("t3", 4), ("t4", 2) })
        {
            await sessions.CreateAsync(Session(token) with { Owner = "eve", LastSeen = Noon.AddSeconds(seconds) }, Token(token), Stop);
        }

        await sessions.CreateAsync(Session("t5") with { Owner = "bob", LastSeen = Noon }, Token("t5"), Stop);
        await sessions.VisitAsync(Token("t2"), Visit() with { Owner = "eve", TakeLease = true, Attempt = 2, Now = Noon.AddSeconds(9) }, Stop);

        Assert.Equal(0, await other.RemoveOwnedAsync("eve", 4, Stop));
        Assert.Equal(2, await other.RemoveOwnedAsync("eve", 2, Stop));
        Assert.Equal(0, await sessions.RemoveOwnedAsync("eve", 2, Stop));
        foreach (var (token, owner, stays) in new[] { ("t1", "eve", false), ("t2", "eve", true), ("t3", "eve", true), ("t4", "eve", false), ("t5", "bob", true) })
        {
            var visited = await sessions.VisitAsync(Token(token), Visit() with { Owner = owner, Now = Noon.AddSeconds(9) }, Stop);
            Assert.Equal(stays ? VisitStatus.Welcome : VisitStatus.Unknown, visited.Status);
        }
    }

    [Fact]
    public async Task A_token_is_kept_once()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;

        Assert.True(await sessions.CreateAsync(Session("s1"), Token("t1"), Stop));
        Assert.False(await sessions.CreateAsync(Session("s2"), Token("t1"), Stop));
        Assert.Equal(new SessionId("s1"), (await sessions.VisitAsync(Token("t1"), Visit(), Stop)).Session!.Id);
    }

    [Fact]
    public async Task Another_page_changes_nothing()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Page = "p1", Subscriptions = [On(News, 1)] }, Token("t1"), Stop);

        var copy = await sessions.VisitAsync(Token("t1"), Busy() with { Page = "p2" }, Stop);
        var right = await sessions.VisitAsync(Token("t1"), Visit() with { Page = "p1" }, Stop);

        Assert.Equal(VisitStatus.PageCopy, copy.Status);
        Assert.Equal((VisitStatus.Welcome, 0), (right.Status, right.Session!.Attempt));
        Assert.Equal([(News, 1)], Standing(right));
        Assert.Equal(Noon, right.Session.LastSeen);
    }

    [Fact]
    public async Task A_lower_attempt_changes_nothing_and_an_equal_or_higher_one_takes_the_lease()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Attempt = 5, Node = "n5", Subscriptions = [On(News, 1)] }, Token("t1"), Stop);

        var lower = await sessions.VisitAsync(Token("t1"), Busy() with { Attempt = 4 }, Stop);
        var equal = await sessions.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Attempt = 5, Node = "n6" }, Stop);
        var higher = await sessions.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Attempt = 9, Node = "n7" }, Stop);

        Assert.Equal((VisitStatus.Superseded, "n5", 5), (lower.Status, lower.PreviousNode, lower.Session!.Attempt));
        Assert.Equal((VisitStatus.Welcome, "n5", 5, "n6"), (equal.Status, equal.PreviousNode, equal.Session!.Attempt, equal.Session.Node));
        Assert.Equal([(News, 1)], Standing(equal));
        Assert.Equal((VisitStatus.Welcome, "n6", 9, "n7"), (higher.Status, higher.PreviousNode, higher.Session!.Attempt, higher.Session.Node));
    }

    [Fact]
    public async Task Without_a_number_the_lease_goes_to_the_next_attempt()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Attempt = 5 }, Token("t1"), Stop);

        var taken = await sessions.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Node = "n2" }, Stop);

        Assert.Equal((6, "n2"), (taken.Session!.Attempt, taken.Session.Node));
    }

    [Fact]
    public async Task Who_does_not_want_the_lease_leaves_attempt_and_node_alone()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Attempt = 5, Node = "n1" }, Token("t1"), Stop);

        var plain = await sessions.VisitAsync(Token("t1"), Visit() with { Node = "n2" }, Stop);
        var ahead = await sessions.VisitAsync(Token("t1"), Visit() with { Node = "n2", Attempt = 8 }, Stop);
        var behind = await sessions.VisitAsync(Token("t1"), Visit() with { Node = "n2", Attempt = 4 }, Stop);

        Assert.Equal((5, "n1"), (plain.Session!.Attempt, plain.Session.Node));
        Assert.Equal((VisitStatus.Welcome, 5, "n1"), (ahead.Status, ahead.Session!.Attempt, ahead.Session.Node));
        Assert.Equal(VisitStatus.Superseded, behind.Status);
    }

    [Fact]
    public async Task Acks_only_ever_move_forward()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 5), On(Other, 5)] }, Token("t1"), Stop);

        var forward = await sessions.VisitAsync(Token("t1"), Visit() with { Acks = new Cursor([new(News, At(8)), new(Other, At(3)), new("none", At(1))]) }, Stop);
        var newEpoch = await sessions.VisitAsync(Token("t1"), Visit() with { Acks = Cursor.Of(News, new Position(new Epoch(2), 1)) }, Stop);

        Assert.Equal([(News, 8), (Other, 5)], Standing(forward));
        Assert.Equal(new Position(new Epoch(2), 1), newEpoch.Session!.Subscriptions[0].Acked);
    }

    [Fact]
    public async Task Subscriptions_are_added_replaced_and_ended()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1"), Token("t1"), Stop);

        var added = await sessions.VisitAsync(Token("t1"), Visit() with { Subscribe = On(News, 5) }, Stop);
        var second = await sessions.VisitAsync(Token("t1"), Visit() with { Subscribe = On(Other, 1) }, Stop);
        var replaced = await sessions.VisitAsync(Token("t1"), Visit() with { Subscribe = On(News, 2, "vip"), Acks = Cursor.Of(News, At(9)) }, Stop);
        var ended = await sessions.VisitAsync(Token("t1"), Visit() with { Unsubscribe = News }, Stop);
        var nothing = await sessions.VisitAsync(Token("t1"), Visit() with { Unsubscribe = News }, Stop);

        Assert.Equal([(News, 5)], Standing(added));
        Assert.Equal([(News, 5), (Other, 1)], Standing(second));
        Assert.Equal([(News, 2), (Other, 1)], Standing(replaced));
        Assert.Equal(["vip"], replaced.Session!.Subscriptions[0].Tags.Tags.ToArray());
        Assert.Equal([(Other, 1)], Standing(ended));
        Assert.Equal(VisitStatus.Welcome, nothing.Status);
    }

    [Fact]
    public async Task A_visit_touches_the_session_and_a_slow_clock_does_not_make_it_older()
    {
        await using var store = await StartAsync();
        var sessions = (await store.OpenAsync()).Sessions;
        await sessions.CreateAsync(Session("s1"), Token("t1"), Stop);

        var later = await sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddMinutes(5) }, Stop);
        var earlier = await sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddMinutes(3) }, Stop);

        Assert.Equal(Noon.AddMinutes(5), later.Session!.LastSeen);
        Assert.Equal(Noon.AddMinutes(5), earlier.Session!.LastSeen);
    }

    protected static SessionTokenHash Token(string text) => new SessionToken(text).Hash();

    protected static SessionRecord Session(string id) => new() { Id = new SessionId(id), Owner = "ann", LastSeen = Noon };

    protected static SessionVisit Visit() => new() { Owner = "ann", Now = Noon, Node = "" };

    protected static SubscriptionRecord On(ChannelName channel, long acked, params string[] tags) => new(channel, At(acked), TagSet.Of(tags));

    protected static Position At(long offset) => new(First, offset);

    protected static (ChannelName Channel, int Acked)[] Standing(VisitResult result) =>
        [.. result.Session!.Subscriptions.Select(subscription => (subscription.Channel, (int)subscription.Acked.Offset))];

    /// <summary>A visit that would change everything.</summary>
    private static SessionVisit Busy() => Visit() with
    {
        TakeLease = true, Node = "n9", Now = Noon.AddHours(1), Acks = Cursor.Of(News, At(9)), Subscribe = On(Other, 1), Unsubscribe = News,
    };
}
