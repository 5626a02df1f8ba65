using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Hints between nodes, and what becomes of news when they are lost.</summary>
public sealed class HintTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task News_without_a_hint_arrives_by_the_look_at_all_heads()
    {
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        using var ear = new Ear(two, Site.News);
        await Site.AppendAsync(one, "before");
        await ear.NextAsync(signal => signal.Number >= 1);

        await Site.AppendAsync(one, "a"); // and nobody sends

        Assert.Equal(Signal.News(Site.News, new(one.Epoch, 2)), await ear.NextAsync(signal => signal.Number >= 2));
    }

    [Fact]
    public async Task News_that_a_reader_found_by_himself_is_still_told_to_those_who_wait()
    {
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        await Site.AppendAsync(one, "a");
        Assert.Equal(["a"], await Site.TextsAsync(two)); // memory is up to date now, and nobody was told

        using var ear = new Ear(two, Site.News);

        Assert.Equal(1, (await ear.NextAsync(signal => signal.Channel == Site.News)).Number);
    }

    [Fact]
    public async Task A_listening_connection_that_is_cut_is_made_again()
    {
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        using var ear = new Ear(two, Site.News);
        var lease = Signal.Lease(new SessionId("abcdefghijklmnop"), 3);

        await site.Server.DoAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = 'LISTEN \"{site.Schema}\"'");
        await Site.AppendAsync(one, "a");
        one.Backplane.Send(Signal.News(Site.News, new(one.Epoch, 1)));
        await ear.NextAsync(signal => signal.Number == 1 && signal.Channel == Site.News);

        // Only the connection brings these: sent until the first arrives.
        var heard = ear.NextAsync(signal => signal == lease);
        while (!heard.IsCompleted)
        {
            one.Backplane.Send(lease);
            await site.Server.DoAsync("SELECT pg_sleep(0.02)");
        }

        await heard;
    }

    [Fact]
    public async Task However_many_wait_a_message_costs_a_node_one_read()
    {
        const int Readers = 100;
        const int Messages = 40;
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        two.Backplane.Attend(Site.News);
        await Site.AppendAsync(one, "0");
        Assert.Equal(["0"], await Site.TextsAsync(two));
        var (cursor, read, all) = (1L, 0, new TaskCompletionSource());
        using var listening = two.Backplane.Listen(signal =>
        {
            if (signal.Number <= Interlocked.Read(ref cursor))
            {
                return;
            }

            var after = new Position(two.Epoch, Interlocked.Exchange(ref cursor, signal.Number));
            for (var reader = 0; reader < Readers; reader++)
            {
                _ = ReadAsync(after);
            }
        });
        var before = two.Database.Reads;

        for (var n = 1; n <= Messages; n++)
        {
            (read, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            one.Backplane.Send(Signal.News(Site.News, await Site.AppendAsync(one, "" + n)));
            await all.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        }

        Assert.InRange(two.Database.Reads - before, Messages, Messages + 10); // on a machine that stands still for a moment some look a second time

        async Task ReadAsync(Position after)
        {
            var messages = new List<Message>();
            var result = await two.Log.ReadAsync(Site.News, after, new ReadLimit(100, 65_536), messages, Stop);
            Assert.Equal((1, true), (messages.Count, result.AtHead));
            if (Interlocked.Increment(ref read) == Readers)
            {
                all.SetResult();
            }
        }
    }

    [Fact]
    public async Task Readers_who_find_nothing_share_their_question()
    {
        await using var site = await Site.StartAsync();
        var node = await site.OpenAsync();
        var last = await Site.AppendAsync(node, "a");
        var before = node.Database.Reads;

        var reads = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ => await node.Log.ReadAsync(Site.News, last, new ReadLimit(10, 1_000), [], Stop)));

        Assert.All(reads, read => Assert.Equal(new ReadResult(last, true), read));
        Assert.InRange(node.Database.Reads - before, 1, 20);
    }
}
