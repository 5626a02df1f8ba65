using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

public sealed class PostgresSessionStoreTests : SessionStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);

    [Fact]
    public async Task A_visit_that_only_touches_is_written_when_the_row_lags_too_far_behind()
    {
        await using var site = await Site.StartAsync();
        var store = await site.OpenAsync(touchInterval: TimeSpan.FromSeconds(30));
        await store.Sessions.CreateAsync(Session("s1") with { Subscriptions = [On(News, 5)] }, Token("t1"), Stop);

        var early = await store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddSeconds(29), Acks = Cursor.Of(News, At(3)) }, Stop);
        Assert.Equal(Noon.AddSeconds(29), early.Session!.LastSeen);
        Assert.Equal(1, await site.AskAsync<long>("SELECT version FROM bridge.sessions"));

        await store.Sessions.VisitAsync(Token("t1"), Visit() with { Now = Noon.AddSeconds(30) }, Stop);
        Assert.Equal(2, await site.AskAsync<long>("SELECT version FROM bridge.sessions"));
    }

    [Fact]
    public async Task What_a_client_may_write_is_kept_whatever_it_is()
    {
        await using var site = await Site.StartAsync();
        var store = await site.OpenAsync();
        var odd = Session("s1") with { Owner = "a\0b", Page = "p\0" }; // PostgreSQL's text cannot hold this

        Assert.True(await store.Sessions.CreateAsync(odd, Token("t1"), Stop));

        Assert.Equal(odd.Page, (await store.Sessions.VisitAsync(Token("t1"), Visit() with { Owner = odd.Owner }, Stop)).Session!.Page);
    }
}
