using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres.Tests;

/// <summary>What the application publishes in its own transactions.</summary>
public sealed class OutboxTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_committed_message_arrives_and_one_rolled_back_never()
    {
        await using var site = await Site.StartAsync();
        var node = await site.OpenAsync();
        using var ear = new Ear(node, Site.News);
        var publisher = new PostgresPublisher(node, (_, _, _) => { });
        var audience = Audience.Tagged("a").But("b");

        await PublishAsync(site, publisher, commits: false, "lost");
        await InTransactionAsync(site, transaction => publisher.PublishAsync(transaction, Site.News, Payload.Json("{}"), audience, "k", Stop), commits: true);
        await PublishAsync(site, publisher, commits: true, "end");
        await ear.NextAsync(signal => signal.Number == 2);

        var messages = new List<Message>();
        await node.Log.ReadAsync(Site.News, new Position(node.Epoch, 0), new(10, 1_000), messages, Stop);
        Assert.Equal(["{}", "end"], await Site.TextsAsync(node));
        Assert.Equal((PayloadKind.Json, "a", "b"), (messages[0].Payload.Kind, messages[0].Audience.Only[0], messages[0].Audience.Except[0]));
        Assert.Equal(AppendStatus.Duplicate, (await node.Log.AppendAsync(Site.News, new[] { new Entry(Payload.Json("{}"), Audience.Everyone, "k") }, null, Stop)).Status);
    }

    [Fact]
    public async Task What_may_not_be_published_is_refused_before_anything_is_written()
    {
        await using var site = await Site.StartAsync();
        var node = await site.OpenAsync();
        var publisher = new PostgresPublisher(node, (_, _, _) => throw new BridgeException(Refusal.ChannelForbidden));

        await Assert.ThrowsAsync<BridgeException>(() => PublishAsync(site, publisher, commits: true, "x"));
        Assert.Equal(0, await site.AskAsync<long>("SELECT count(*) FROM bridge.outbox"));
    }

    [Fact]
    public async Task Messages_arrive_once_and_in_order_whoever_moves_and_whenever_he_dies()
    {
        const int Messages = 60;
        await using var site = await Site.StartAsync();
        PostgresStore[] nodes = [await site.OpenAsync(), await site.OpenAsync()];
        using var ear = new Ear(nodes[0], Site.News);
        var killed = 0;
        foreach (var node in nodes)
        {
            node.Outbox.Moving = () =>
            {
                // Appended and deleted, nothing committed: the mover's connection dies, and its lock with it.
                if (Interlocked.Increment(ref killed) % 2 == 1 && killed < 6)
                {
                    site.Server.DoAsync($"SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND "
                        + $"((l.classid::bigint << 32) | l.objid::bigint) = {Locks.Outbox(site.Schema)}").GetAwaiter().GetResult();
                }
            };
        }

        for (var n = 0; n < Messages; n++)
        {
            await PublishAsync(site, new PostgresPublisher(nodes[n % 2], (_, _, _) => { }), commits: true, "" + n);
        }

        await ear.NextAsync(signal => signal.Number == Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(n => "" + n), await Site.TextsAsync(nodes[1]));
        Assert.Equal(0, await site.AskAsync<long>("SELECT count(*) FROM bridge.outbox"));
        Assert.True(killed > 1, "Nobody was killed.");
    }

    [Fact]
    public async Task A_node_that_ends_lets_go_of_the_outbox_even_when_its_connections_live_on_in_the_applications_pool()
    {
        await using var site = await Site.StartAsync();
        await using var pool = NpgsqlDataSource.Create(site.Server.ConnectionString);
        var first = await site.OpenAsync(configure: o => o.DataSource = pool);
        using (var early = new Ear(first, Site.News))
        {
            await PublishAsync(site, new PostgresPublisher(first, (_, _, _) => { }), commits: true, "a");
            await early.NextAsync(signal => signal.Number == 1);
        }

        await first.DisposeAsync();
        var second = await site.OpenAsync();
        using var ear = new Ear(second, Site.News);
        await PublishAsync(site, new PostgresPublisher(second, (_, _, _) => { }), commits: true, "b");

        await ear.NextAsync(signal => signal.Number == 2);
    }

    private static Task PublishAsync(Site site, PostgresPublisher publisher, bool commits, string text) =>
        InTransactionAsync(site, transaction => publisher.PublishAsync(transaction, Site.News, Payload.Text(text), null, null, Stop), commits);

    private static async Task InTransactionAsync(Site site, Func<NpgsqlTransaction, ValueTask> act, bool commits)
    {
        await using var connection = new NpgsqlConnection(site.Server.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await act(transaction);
        await (commits ? transaction.CommitAsync(Stop) : transaction.RollbackAsync(Stop));
    }
}
