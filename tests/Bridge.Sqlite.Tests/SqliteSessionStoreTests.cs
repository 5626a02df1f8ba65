using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

public sealed class SqliteSessionStoreTests : SessionStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => SqliteFixture.CreateAsync(options);

    [Fact]
    public async Task Sessions_outlive_the_process_with_leases_subscriptions_acks_and_tags()
    {
        using var folder = new Folder();
        await using (var store = Open(folder))
        {
            await store.Sessions.CreateAsync(Session("s1") with { Page = "p", Subscriptions = [On(News, 1, "a", "b"), On(Other, 4)] }, Token("t1"), Stop);
            await store.Sessions.CreateAsync(Session("s2"), Token("t2"), Stop);
            await store.Sessions.CreateAsync(Session("s3"), Token("t3"), Stop);
            await store.Sessions.VisitAsync(Token("t1"), Visit() with { TakeLease = true, Node = "n1", Acks = Cursor.Of(News, At(7)) }, Stop);
            await store.Sessions.RemoveAsync(Token("t3"), Stop);
        }

        await using var again = Open(folder);
        var found = await again.Sessions.VisitAsync(Token("t1"), Visit(), Stop);
        var standings = new List<Standing>();
        await again.Sessions.ListAsync(News, standings, Stop);

        Assert.Equal((1, "n1", "p"), (found.Session!.Attempt, found.Session.Node, found.Session.Page));
        Assert.Equal([(News, 7), (Other, 4)], Standing(found));
        Assert.Equal(["a", "b"], found.Session.Subscriptions[0].Tags.Tags.ToArray());
        Assert.Equal("s1", Assert.Single(standings).Session.Value);
        Assert.Equal(VisitStatus.Welcome, (await again.Sessions.VisitAsync(Token("t2"), Visit(), Stop)).Status);
        Assert.Equal(VisitStatus.Unknown, (await again.Sessions.VisitAsync(Token("t3"), Visit(), Stop)).Status);
    }

    [Fact]
    public async Task A_visit_that_only_touches_is_written_when_the_file_lags_too_far_behind()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        var commits = 0;
        store.Writer.Committing = () => commits++;
        await store.Sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 5)] }, Token("t1"), Stop);

        var early = store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddSeconds(29), Acks = Cursor.Of(News, At(3)) }, Stop);
        Assert.True(early.IsCompletedSuccessfully);
        Assert.Equal(Noon.AddSeconds(29), (await early).Session!.LastSeen);
        Assert.Equal(1, commits);

        var late = await store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddSeconds(30) }, Stop);
        Assert.Equal(Noon.AddSeconds(30), late.Session!.LastSeen);
        Assert.Equal(2, commits);
    }

    [Fact]
    public async Task A_killed_process_forgets_touches_only_and_an_ended_one_nothing()
    {
        using var folder = new Folder();
        var seen = Noon.AddSeconds(20);
        var store = Open(folder);
        await store.Sessions.CreateAsync(Session("s1"), Token("t1"), Stop);
        await store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = seen }, Stop);
        using var killed = folder.Killed();
        await store.DisposeAsync();

        await using var afterKill = Open(killed);
        await using var afterEnd = Open(folder);
        Assert.Equal(Noon, (await afterKill.Sessions.VisitAsync(Token("t1"), Visit(), Stop)).Session!.LastSeen);
        Assert.Equal(seen, (await afterEnd.Sessions.VisitAsync(Token("t1"), Visit(), Stop)).Session!.LastSeen);
    }

    [Fact]
    public async Task A_visit_during_a_removal_waits_for_it()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        await store.Sessions.CreateAsync(Session("s1"), Token("t1"), Stop);
        using var held = new HeldCommit(store.Writer);

        var expiry = store.Sessions.ExpireAsync(Noon.AddSeconds(5), Stop).AsTask();
        await held.Reached;
        var visit = store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddSeconds(10) }, Stop).AsTask(); // by itself not worth writing
        Assert.False(visit.IsCompleted);
        held.Dispose();

        Assert.Equal(1, await expiry);
        Assert.Equal(VisitResult.Unknown, await visit);
    }

    private static SqliteStore Open(Folder folder) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = folder.Database }, new Retention(), new ManualTime(), new SeededRandom(1));
}
