using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Several nodes at once on one channel, and several channels in one transaction.</summary>
public sealed class ManyNodesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_nodes_that_publish_to_one_channel_give_one_order_without_holes_and_everybody_sees_each_prefix()
    {
        const int Publishers = 9;
        const int Each = 60;
        await using var site = await Site.StartAsync();
        PostgresStore[] nodes = [await site.OpenAsync(), await site.OpenAsync(), await site.OpenAsync()];

        var followers = nodes.Select(node => Task.Run(() => FollowAsync(node, Publishers * Each), Stop)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(
            async () =>
            {
                for (var n = 0; n < Each; n++)
                {
                    var node = nodes[(publisher + n) % nodes.Length];
                    node.Backplane.Send(Signal.News(Site.News, await Site.AppendAsync(node, $"{publisher}:{n}", key: $"{publisher}:{n}")));
                    if (n % 7 == 0)
                    {
                        var again = await nodes[n % 3].Log.AppendAsync(Site.News, new[] { Site.Entry($"{publisher}:{n}", $"{publisher}:{n}") }, null, Stop);
                        Assert.Equal(AppendStatus.Duplicate, again.Status);
                    }
                }
            },
            Stop)));

        var seen = await Task.WhenAll(followers);
        Assert.All(seen, texts => Assert.Equal(seen[0], texts));
        Assert.Equal(seen[0], await Site.TextsAsync(nodes[1]));
        foreach (var own in seen[0].Select(text => text.Split(':')).GroupBy(parts => parts[0]))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(n => "" + n), own.Select(parts => parts[1]));
        }
    }

    [Fact]
    public async Task Groups_over_many_channels_from_two_nodes_never_wait_for_each_other_for_ever()
    {
        await using var site = await Site.StartAsync();
        PostgresStore[] nodes = [await site.OpenAsync(configure: o => o.Lanes = 2), await site.OpenAsync(configure: o => o.Lanes = 3)];

        // All at once, so that the lanes of both nodes gather the same channels in other orders; new ones all the time.
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 120).Select(n => Task.Run(() => Site.AppendAsync(nodes[n % 2], "x", channel: $"c{(n * 7 % 30) + (round * 15)}"), Stop)));
        }

        Assert.Equal(720, await site.AskAsync<long>("SELECT sum(head)::bigint FROM bridge.channels"));
        Assert.Equal(720, await site.AskAsync<long>("SELECT count(*) FROM bridge.messages"));
    }

    [Fact]
    public async Task Of_a_group_only_the_guilty_one_fails()
    {
        await using var site = await Site.StartAsync();
        var node = await site.OpenAsync(configure: o => o.Lanes = 1);
        await Site.AppendAsync(node, "first");
        await site.AskAsync<object>("ALTER TABLE bridge.messages ADD CHECK (octet_length(payload) <> 13)");

        var appends = Enumerable.Range(0, 40).Select(n => node.Log.AppendAsync(n % 2 == 0 ? Site.News : "other", new[] { Site.Entry(n == 20 ? new string('x', 13) : "" + n) }, null, Stop).AsTask()).ToArray();
        await ((Task)Task.WhenAll(appends)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(Enumerable.Range(0, 40).Where(n => n != 20), Enumerable.Range(0, 40).Where(n => appends[n].IsCompletedSuccessfully));
        Assert.Equal(20, (await Site.TextsAsync(node)).Length);
        Assert.Equal(20, (await Site.TextsAsync(node, "other")).Length);
    }

    [Fact]
    public async Task A_store_nearly_full_is_not_filled_beyond_its_bytes_by_two_nodes_at_once()
    {
        var retention = new Retention { StoreBytes = 10_000 };
        await using var site = await Site.StartAsync();
        PostgresStore[] nodes = [await site.OpenAsync(retention), await site.OpenAsync(retention)];

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => Task.Run(
            async () => await nodes[n % 2].Log.AppendAsync("c" + (n % 8), new[] { new Entry(Payload.Binary(new byte[500]), Audience.Everyone) }, null, Stop), Stop)));

        Assert.Equal(20, results.Count(result => result.Status == AppendStatus.Appended));
        Assert.Equal(40, results.Count(result => result.Status == AppendStatus.Full));
        Assert.Equal(10_000, await site.AskAsync<long>("SELECT sum(octet_length(payload)) FROM bridge.messages"));
    }

    private static async Task<string[]> FollowAsync(PostgresStore node, int count)
    {
        var messages = new List<Message>();
        var from = new Position(node.Epoch, 0);
        using var ear = new Ear(node, Site.News);
        while (messages.Count < count)
        {
            var result = await node.Log.ReadAsync(Site.News, from, new ReadLimit(50, 4_096), messages, Stop);
            Assert.Null(result.Gap);
            Assert.Equal(messages.Count, result.UpTo.Offset); // without holes
            from = result.UpTo;
            if (result.AtHead && messages.Count < count)
            {
                await ear.NextAsync(signal => signal.Number > from.Offset);
            }
        }

        return [.. messages.Select(message => Encoding.UTF8.GetString(message.Payload.Bytes.Span))];
    }
}
