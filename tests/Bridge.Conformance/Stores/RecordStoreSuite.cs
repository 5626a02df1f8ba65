using System.Text;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What every <see cref="IRecordStore"/> does.</summary>
public abstract class RecordStoreSuite : StoreSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_record_is_created_read_changed_and_deleted_by_its_version()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;

        Assert.Null(await records.GetAsync("k", Stop));
        var first = await PutAsync(records, "k", "one", 0);
        Assert.True(first > 0);
        Assert.Equal(("one", first.Value), await GetAsync(records, "k"));
        var second = await PutAsync(records, "k", "two", first.Value);
        Assert.True(second > 0 && second != first);
        Assert.Equal(("two", second.Value), await GetAsync(records, "k"));
        Assert.True(await records.DeleteAsync("k", second.Value, Stop));
        Assert.Null(await records.GetAsync("k", Stop));
    }

    [Fact]
    public async Task Another_version_changes_nothing()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;
        var first = (await PutAsync(records, "k", "one", 0))!.Value;
        var second = (await PutAsync(records, "k", "two", first))!.Value;

        Assert.Null(await PutAsync(records, "k", "x", 0));
        Assert.Null(await PutAsync(records, "k", "x", first));
        Assert.False(await records.DeleteAsync("k", first, Stop));
        Assert.False(await records.DeleteAsync("K", second, Stop));
        Assert.Null(await PutAsync(records, "none", "x", second));
        Assert.Equal(("two", second), await GetAsync(records, "k"));
    }

    [Fact]
    public async Task An_expired_record_is_as_good_as_none()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;
        var first = (await PutAsync(records, "k", "one", 0))!.Value;
        store.Time.Advance(Hour + TimeSpan.FromSeconds(1));

        Assert.Null(await records.GetAsync("k", Stop));
        Assert.False(await records.DeleteAsync("k", first, Stop));
        Assert.Null(await PutAsync(records, "k", "x", first));
        Assert.NotNull(await PutAsync(records, "k", "two", 0));
    }

    [Fact]
    public async Task Writing_again_prolongs_the_life()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;
        var first = (await PutAsync(records, "k", "one", 0))!.Value;
        store.Time.Advance(Hour * 0.75);
        var second = (await PutAsync(records, "k", "two", first))!.Value;
        store.Time.Advance(Hour * 0.75);

        Assert.Equal(("two", second), await GetAsync(records, "k"));
    }

    [Fact]
    public async Task A_version_never_comes_back()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;
        var seen = new HashSet<long>();

        for (var round = 0; round < 5; round++)
        {
            var version = (await PutAsync(records, "k", "x", 0))!.Value;
            Assert.True(seen.Add(version));
            if (round % 2 == 0)
            {
                Assert.True(await records.DeleteAsync("k", version, Stop));
            }
            else
            {
                store.Time.Advance(Hour * 2);
                await PutAsync(records, "other", "x", 0); // gives a sweep its chance
            }
        }
    }

    [Fact]
    public async Task An_endless_lifetime_is_allowed()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;
        await records.PutAsync("k", Encoding.UTF8.GetBytes("one"), 0, TimeSpan.MaxValue, Stop);
        store.Time.Advance(TimeSpan.FromDays(36_500));

        Assert.NotNull(await records.GetAsync("k", Stop));
    }

    [Fact]
    public async Task A_key_has_at_most_256_characters()
    {
        await using var store = await StartAsync();
        var records = (await store.OpenAsync()).Records;

        Assert.NotNull(await PutAsync(records, new string('k', 256), "x", 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => PutAsync(records, new string('k', 257), "x", 0));
    }

    [Fact]
    public async Task Of_two_nodes_that_write_over_the_same_version_one_wins()
    {
        await using var store = await StartAsync();
        IRecordStore[] nodes = [(await store.OpenAsync()).Records, (await store.OpenAsync()).Records];
        long version = 0;

        for (var round = 0; round < 20; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => PutAsync(nodes[n % 2], "k", "by" + n, version), Stop)));
            var winner = Assert.Single(Enumerable.Range(0, 4), n => results[n] is not null);
            version = results[winner]!.Value;
            Assert.Equal(("by" + winner, version), await GetAsync(nodes[round % 2], "k"));
        }
    }

    [Fact]
    public async Task Of_many_that_create_over_an_expired_record_one_wins()
    {
        await using var store = await StartAsync();
        IRecordStore[] nodes = [(await store.OpenAsync()).Records, (await store.OpenAsync()).Records];

        for (var round = 0; round < 20; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => PutAsync(nodes[n % 2], "k", "by" + n, 0), Stop)));
            Assert.Single(results, result => result is not null);
            store.Time.Advance(Hour * 2);
        }
    }

    protected static async Task<long?> PutAsync(IRecordStore records, string key, string value, long expected) =>
        await records.PutAsync(key, Encoding.UTF8.GetBytes(value), expected, Hour, Stop);

    private static async Task<(string Value, long Version)> GetAsync(IRecordStore records, string key)
    {
        var record = await records.GetAsync(key, Stop);
        Assert.NotNull(record);
        return (Encoding.UTF8.GetString(record.Value.Span), record.Version);
    }
}
