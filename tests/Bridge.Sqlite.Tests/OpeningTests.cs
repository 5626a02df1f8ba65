using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bridge.Sqlite.Tests;

/// <summary>What is refused at start, and how it is said.</summary>
public sealed class OpeningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_open_once()
    {
        using var folder = new Folder();
        await using var store = folder.Open();

        var fault = Assert.Throws<SqliteStoreException>(() => folder.Open());

        Assert.Contains("is open already", fault.Message);
        Assert.Contains("share the SqliteStore", fault.Message);
        await store.AppendAsync("still works");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        using var folder = new Folder();
        var text = string.Join('\n', Enumerable.Repeat("This is a letter to my aunt.", 100));
        await File.WriteAllTextAsync(folder.Database, text, Stop);

        var fault = Assert.Throws<SqliteStoreException>(() => folder.Open());

        Assert.Contains("is no SQLite database", fault.Message);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.Database, Stop));
    }

    [Fact]
    public void The_database_of_another_program_is_refused()
    {
        using var folder = new Folder();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.Database};Pooling=False"))
        {
            connection.Open();
            Connections.Set(connection, "CREATE TABLE letters (text TEXT);");
        }

        Assert.Contains("another program", Assert.Throws<SqliteStoreException>(() => folder.Open()).Message);
    }

    [Fact]
    public async Task A_newer_format_is_refused()
    {
        using var folder = new Folder();
        await folder.Open().DisposeAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.Database};Pooling=False"))
        {
            connection.Open();
            Connections.Set(connection, "PRAGMA user_version = 2;");
        }

        Assert.Contains("has format 2", Assert.Throws<SqliteStoreException>(() => folder.Open()).Message);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using var folder = new Folder();
        var options = new SqliteStoreOptions { Path = folder["none/bridge.db"] };

        var fault = Assert.Throws<SqliteStoreException>(() => SqliteStore.Open(options, new Retention(), new ManualTime(), new SeededRandom(1)));

        Assert.Contains("its folder does not exist", fault.Message);
    }

    [Fact]
    public async Task Weaker_settings_are_refused_unless_losing_messages_is_accepted_in_so_many_words()
    {
        using var folder = new Folder();
        var options = new SqliteStoreOptions { Path = folder.Database, Synchronous = SqliteSynchronous.Normal };

        var fault = Assert.Throws<ArgumentException>(() => SqliteStore.Open(options, new Retention(), new ManualTime(), new SeededRandom(1)));
        options.AcceptLosingAcceptedMessages = true;
        await using var store = SqliteStore.Open(options, new Retention(), new ManualTime(), new SeededRandom(1));

        Assert.Contains("loses accepted messages", fault.Message);
        await store.AppendAsync("1");
    }

    [Theory]
    [InlineData("wal", 2, null)]
    [InlineData("wal", 3, null)]
    [InlineData("wal", 1, "'synchronous' is 1")]
    [InlineData("wal", 0, "'synchronous' is 0")]
    [InlineData("delete", 2, "journal mode 'delete'")]
    [InlineData("memory", 3, "journal mode 'memory'")]
    public void What_the_pragmas_answer_is_judged(string journal, long synchronous, string? weakness) =>
        Assert.True(weakness is null == Connections.Weakness(journal, synchronous) is null && (Connections.Weakness(journal, synchronous) ?? "").Contains(weakness ?? ""));

    [Fact]
    public void The_writer_asks_for_the_strongest_settings_and_gets_them()
    {
        using var folder = new Folder();
        using var connection = Connections.OpenWriter(new SqliteStoreOptions { Path = folder.Database });

        Assert.Equal("wal", Connections.Text(connection, "PRAGMA journal_mode;"));
        Assert.Equal(2, Connections.Number(connection, "PRAGMA synchronous;"));
        Assert.Equal(1, Connections.Number(connection, "PRAGMA fullfsync;"));
    }

    [Fact]
    public void Faults_of_the_options_are_told_all_at_once()
    {
        var options = new SqliteStoreOptions { Path = " ", Synchronous = SqliteSynchronous.Off, HotBytes = -1, MaxRecords = 0, MaxFileBytes = 1 };

        var faults = options.Check(new OptionFaults()).Found;

        Assert.Equal(
            ["Sqlite.Path", "Sqlite.Synchronous", "Sqlite.HotBytes", "Sqlite.MaxRecords", "Sqlite.MaxFileBytes"], faults.Select(fault => fault.Split(':')[0]));
    }

    [Fact]
    public async Task An_application_gets_all_four_stores_from_the_file_and_closes_it_at_its_end()
    {
        using var folder = new Folder();
        var services = new ServiceCollection().AddLogging();
        services.AddBridge(o => o.Channels.Add("news")).AddSqliteStore(folder.Database);
        await using (var provider = services.BuildServiceProvider())
        {
            var store = provider.GetRequiredService<SqliteStore>();
            await provider.GetRequiredService<IPublisher>().PublishAsync("news", Payload.Text("1"), null, null, Stop);
            Assert.Equal(1, (await store.Log.HeadAsync("news", Stop)).Head.Offset);
            var token = new SessionToken("0123456789abcdef0123456789abcdef").Hash();
            await provider.GetRequiredService<ISessionStore>().CreateAsync(new SessionRecord { Id = new SessionId("0123456789abcdef"), Owner = "", Attempt = 1 }, token, Stop);
            Assert.False(await store.Sessions.CreateAsync(new SessionRecord { Id = new SessionId("0123456789abcdef"), Owner = "", Attempt = 1 }, token, Stop)); // it is there already
            await provider.GetRequiredService<IRecordStore>().PutAsync("key", new byte[1], 0, TimeSpan.FromMinutes(1), Stop);
            Assert.NotNull(await store.Records.GetAsync("key", Stop));
            Assert.Same(store.Backplane, provider.GetRequiredService<IBackplane>());
        }

        await using var again = folder.Open();
        Assert.Equal(["1"], await again.TextsAsync());
    }

    [Fact]
    public async Task Hosts_of_one_process_share_one_store()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        foreach (var text in (string[])["1", "2"])
        {
            var services = new ServiceCollection().AddLogging();
            services.AddBridge(o => o.Channels.Add("news")).UseSqliteStore(store);
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<IPublisher>().PublishAsync("news", Payload.Text(text), null, null, Stop);
        }

        Assert.Equal(["1", "2"], await store.TextsAsync());
    }

    [Fact]
    public void An_application_with_faulty_options_does_not_start()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddBridge(o => o.Channels.Add("news")).AddSqliteStore("", o => o.MaxRecords = 0);
        using var provider = services.BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IChannelLog>());

        Assert.Equal(2, fault.Failures.Count());
    }
}
