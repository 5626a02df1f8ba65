using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>Logs torn by a power failure, and files that are not what they should be.</summary>
public sealed class DamageTests
{
    [Fact]
    public Task Behind_damage_in_the_log_nothing_is_left_before_it_everything_and_a_loss_is_a_new_epoch() => Seeds.RunAsync(25, async seed =>
    {
        var random = new SeededRandom(seed);
        using var folder = new Folder();
        await folder.Open().DisposeAsync(); // so that the tables stand in the database itself
        await using var store = folder.Open();
        var accepted = Enumerable.Range(0, 30).Select(n => n + new string('x', random.Below(3_000))).ToArray();
        foreach (var text in accepted)
        {
            await store.AppendAsync(text);
        }

        using var killed = folder.Killed();
        Damage(killed["bridge.db-wal"], random);

        await using var again = killed.Open(seed: seed + 1_000);
        var found = await again.TextsAsync();
        Assert.Equal(accepted.Take(found.Length), found);
        Assert.Equal(found.Length < accepted.Length, again.Epoch != store.Epoch);
        await again.AppendAsync("next");
    });

    [Fact]
    public async Task A_log_cut_off_within_a_commit_that_nobody_was_told_of_is_no_loss()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        await store.AppendAsync("1");
        using var before = folder.Killed();
        await store.AppendAsync("2" + new string('x', 10_000));
        using var torn = folder.Killed(withMarker: false);
        Folder.Copy(before["bridge.db.epoch"], torn["bridge.db.epoch"]);
        var log = new FileInfo(torn["bridge.db-wal"]);
        using (var file = log.OpenWrite())
        {
            file.SetLength(log.Length - 5_000);
        }

        await using var again = torn.Open(seed: 2);

        Assert.Null(again.NewEpochBecause);
        Assert.Equal(["1"], await again.TextsAsync());
    }

    [Fact]
    public async Task A_damaged_database_is_refused_with_what_to_do()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        for (var n = 0; n < 200; n++)
        {
            await store.AppendAsync(new string('x', 1_000));
        }

        await store.DisposeAsync();
        using var killed = folder.Killed(withMarker: false); // no marker: the end counts as unclean
        var bytes = await File.ReadAllBytesAsync(killed.Database, TestContext.Current.CancellationToken);
        bytes.AsSpan(4_096 * 2, bytes.Length - (4_096 * 4)).Fill(0xA5);
        await File.WriteAllBytesAsync(killed.Database, bytes, TestContext.Current.CancellationToken);

        var fault = Assert.Throws<SqliteStoreException>(() => killed.Open());
        Assert.Contains("is damaged", fault.Message);
        Assert.Contains("Restore a backup", fault.Message);
    }

    private static void Damage(string log, SeededRandom random)
    {
        var bytes = File.ReadAllBytes(log);
        var place = random.Below(bytes.Length);
        if (random.OneIn(2))
        {
            bytes = bytes[..place];
        }
        else
        {
            bytes[place] ^= (byte)(1 << random.Below(8));
        }

        File.WriteAllBytes(log, bytes);
    }
}
