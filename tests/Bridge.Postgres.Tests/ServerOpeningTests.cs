using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Postgres.Tests;

/// <summary>What a start makes, checks and refuses.</summary>
public sealed class ServerOpeningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_together_make_one_schema_and_one_epoch()
    {
        await using var site = await Site.StartAsync();

        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenAsync(site.Options()), Stop)));

        Assert.Single(nodes.Select(node => node.Epoch).Distinct());
        Assert.All(nodes, node => Assert.Null(node.NewEpochBecause));
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_server_that_loses_what_it_accepted_is_refused_unless_that_is_wanted()
    {
        await using var site = await Site.StartAsync();
        var options = site.Options(o =>
        {
            o.ConnectionString += ";Options=-c synchronous_commit=off";
            o.AcceptLosingAcceptedMessages = false;
        });

        Assert.Contains("synchronous_commit is off", (await RefusedAsync(options)).Message);
        Assert.Contains("fsync is off", (await RefusedAsync(site.Options(o => o.AcceptLosingAcceptedMessages = false))).Message); // as the tests' server is
        options.AcceptLosingAcceptedMessages = true;
        await using var store = await OpenAsync(options);
    }

    [Theory]
    [InlineData("on", "on", "on", null)]
    [InlineData("local", "on", "on", null)]
    [InlineData("remote_apply", "on", "on", null)]
    [InlineData("off", "on", "on", "synchronous_commit")]
    [InlineData("on", "off", "on", "fsync")]
    [InlineData("on", "on", "off", "full_page_writes")]
    public void Each_weakness_is_named(string commit, string fsync, string pages, string? named)
    {
        var weakness = Opening.Weakness(commit, fsync, pages);

        Assert.Equal(named is null, weakness is null);
        Assert.StartsWith(named ?? "", weakness ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_with_no_more_than_it_needs_does_everything_but_make_tables()
    {
        await using var site = await Site.StartAsync();
        var role = "role_" + site.Schema;
        await site.Server.DoAsync($"CREATE ROLE {role} LOGIN");
        try
        {
            var options = site.Options(o =>
            {
                o.ConnectionString = o.ConnectionString.Replace("Username=postgres", $"Username={role}", StringComparison.Ordinal);
                o.Migrate = false;
            });
            Assert.Contains("Migrate is false", (await RefusedAsync(options)).Message);
            await site.Server.DoAsync(PostgresStore.SchemaScript(site.Schema));
            Assert.Contains("permission denied", (await RefusedAsync(options)).Message);
            await site.Server.DoAsync(PostgresStore.GrantScript(role, site.Schema));

            await using var store = await OpenAsync(options);
            await UseAsync(store);
            await store.BeginEpochAsync("a test", Stop);
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => DoAsync(store, "CREATE TABLE bridge.mine (id integer)"));
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => DoAsync(store, "DELETE FROM bridge.store"));
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => DoAsync(store, "SELECT bridge.begin_epoch('mine')"));
        }
        finally
        {
            await site.Server.DoAsync($"DROP SCHEMA IF EXISTS \"{site.Schema}\" CASCADE; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Another_version_is_refused_with_both_named()
    {
        await using var site = await Site.StartAsync();
        await using (await OpenAsync(site.Options()))
        {
        }

        await site.AskAsync<object>("UPDATE bridge.store SET version = 99");

        Assert.Contains($"version 99; this version of Bridge uses version {Schema.Version}", (await RefusedAsync(site.Options())).Message);
        Assert.Contains("version 99", (await RefusedAsync(site.Options(o => o.Migrate = false))).Message);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said_to_be_so()
    {
        var options = new PostgresStoreOptions { ConnectionString = "Host=127.0.0.1;Port=1;Database=app;Username=bridge" };

        Assert.Contains("cannot be reached", (await RefusedAsync(options)).Message);
    }

    [Fact]
    public async Task All_faults_of_the_options_are_named_at_once()
    {
        var options = new PostgresStoreOptions
        {
            Schema = "Not a name", Lanes = 0, HotBytes = -1, MaxRecords = 0, CommandTimeout = TimeSpan.Zero, OutboxInterval = TimeSpan.Zero,
        };

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(options));

        Assert.All(
            (string[])["ConnectionString", "Schema", "Lanes", "HotBytes", "MaxRecords", "CommandTimeout", "OutboxInterval"], name => Assert.Contains($"Postgres.{name}:", fault.Message));
        options.ConnectionString = "Host=x;Nonsense=1";
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(options))).Message);
    }

    private static async Task UseAsync(PostgresStore store)
    {
        await Site.AppendAsync(store, "a", "k");
        Assert.Equal(["a"], await Site.TextsAsync(store));
        await store.Log.TrimAsync(Stop);
        var version = await store.Records.PutAsync("k", "v"u8.ToArray(), 0, TimeSpan.FromHours(1), Stop);
        Assert.True(await store.Records.DeleteAsync("k", version!.Value, Stop));
        var token = new SessionToken("t").Hash();
        Assert.True(await store.Sessions.CreateAsync(new SessionRecord { Id = new SessionId("s"), Owner = "" }, token, Stop));
        await store.Sessions.RemoveAsync(token, Stop);
        await DoAsync(store, "INSERT INTO bridge.outbox (channel, kind, payload) VALUES ('other', 1, '')");
    }

    private static async Task DoAsync(PostgresStore store, string sql)
    {
        await using var connection = await store.Database.OpenAsync(Stop);
        await using var command = store.Database.Command(connection, sql);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static Task<PostgresStore> OpenAsync(PostgresStoreOptions options) =>
        PostgresStore.OpenAsync(options, new Retention(), new ManualTime(), new SeededRandom((ulong)Random.Shared.NextInt64()), cancellationToken: Stop);

    private static Task<PostgresStoreException> RefusedAsync(PostgresStoreOptions options) => Assert.ThrowsAsync<PostgresStoreException>(() => OpenAsync(options));
}
