using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Tails move with appends and with age; rows go later, in slices.</summary>
public sealed class SweepingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_before_tails_are_deleted_by_the_next_sweep_and_no_others()
    {
        await using var site = await Site.StartAsync();
        var retention = new Retention { MaxMessages = 10 };
        var (one, two) = (await site.OpenAsync(retention), await site.OpenAsync(retention));
        await one.Log.AppendAsync(Site.News, Enumerable.Range(0, 3_500).Select(n => Site.Entry("" + n)).ToArray(), null, Stop);
        await one.Log.AppendAsync("other", Enumerable.Range(0, 25).Select(n => Site.Entry("" + n)).ToArray(), null, Stop);
        Assert.Equal(3_525, await site.AskAsync<long>("SELECT count(*) FROM bridge.messages"));
        Assert.Equal(10, (await Site.TextsAsync(two)).Length);

        await Task.WhenAll(one.Log.TrimAsync(Stop).AsTask(), two.Log.TrimAsync(Stop).AsTask());
        await one.Log.TrimAsync(Stop); // one of the two may have found the other at it

        Assert.Equal(20, await site.AskAsync<long>("SELECT count(*) FROM bridge.messages"));
        Assert.Equal(Enumerable.Range(3_490, 10).Select(n => "" + n), await Site.TextsAsync(two));
    }

    [Fact]
    public async Task What_is_too_old_goes_in_slices_and_what_is_young_stays()
    {
        await using var site = await Site.StartAsync();
        var store = await site.OpenAsync(new Retention { MaxAge = TimeSpan.FromMinutes(1), DedupeAge = TimeSpan.FromMinutes(1) });
        await store.Log.AppendAsync(Site.News, Enumerable.Range(0, 2_500).Select(n => Site.Entry("" + n, "k" + n)).ToArray(), null, Stop);
        site.Time.Advance(TimeSpan.FromSeconds(40));
        await Site.AppendAsync(store, "young", "young");
        site.Time.Advance(TimeSpan.FromSeconds(40));

        await store.Log.TrimAsync(Stop);

        Assert.Equal(["young"], await Site.TextsAsync(store));
        Assert.Equal(1, await site.AskAsync<long>("SELECT count(*) FROM bridge.keys"));
        Assert.Equal(1, await site.AskAsync<int>("SELECT keys FROM bridge.channels"));
        Assert.Equal("young".Length, await site.AskAsync<long>("SELECT total_at_head - total_at_tail FROM bridge.channels"));
    }

    [Fact]
    public async Task A_limit_lowered_by_a_lot_is_reached()
    {
        await using var site = await Site.StartAsync();
        var roomy = await site.OpenAsync();
        await roomy.Log.AppendAsync(Site.News, Enumerable.Range(0, 2_000).Select(n => Site.Entry("" + n)).ToArray(), null, Stop);
        await roomy.DisposeAsync();

        var store = await site.OpenAsync(new Retention { MaxMessages = 5, MaxBytes = 1024 });
        await Site.AppendAsync(store, "last");

        Assert.Equal(["1996", "1997", "1998", "1999", "last"], await Site.TextsAsync(store));
    }
}
