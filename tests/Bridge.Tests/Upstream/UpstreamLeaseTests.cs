using Bridge.TestKit;

namespace Bridge.Tests.Upstream;

/// <summary>However many nodes want a scope, one polls it; and when that one doesn't any more, another does.</summary>
public sealed class UpstreamLeaseTests
{
    private const double Look = 1.1; // an eighth of the lease, and a tick of the wheel

    [Fact]
    public async Task One_node_polls_and_all_have_what_it_gets()
    {
        var cluster = new Cluster(3);
        cluster.JoinAll();
        for (var n = 0; n < 60; n++)
        {
            cluster.Backend.Add($"{n}");
            cluster.Run(0.5);
        }

        Assert.Equal(1, cluster.Nodes.Count(node => node.Asked > 0));
        Assert.Equal(0, cluster.LongestTogether);
        Assert.Equal(cluster.Backend.Items, await cluster.Nodes[2].Polled.TextsAsync());
        Assert.Equal([null, cluster.Nodes[0].Name, cluster.Nodes[0].Name], cluster.Nodes.Select(node => node.State.PolledBy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_goes_on_within_ten_seconds_from_the_last_checkpoint_when_the_node_that_polls_dies_or_hangs(bool hangs)
    {
        for (var n = 0; n < 30; n++)
        {
            var cluster = new Cluster(3);
            cluster.JoinAll();
            cluster.Run(5 + (n * 0.15)); // any moment between two renewals
            cluster.Backend.Add("a");
            cluster.Settle();
            var holder = cluster.Holder;
            if (hangs)
            {
                holder.Hangs = true;
            }
            else
            {
                holder.Kill();
            }

            cluster.Backend.Add("b");
            var took = cluster.RunUntil(() => cluster.Nodes.Exists(node => node != holder && node.Asking > 0), 30);
            Assert.InRange(took, 5, 10);
            Assert.Equal(cluster.Backend.Items, await cluster.Nodes[0].Polled.TextsAsync());
        }
    }

    [Fact]
    public void Another_goes_on_at_once_when_the_node_that_polls_ends_in_order()
    {
        var cluster = new Cluster(3);
        cluster.JoinAll();
        cluster.Run(5);
        var holder = cluster.Holder;
        var ended = holder.Polled.Desk.EndAsync(CancellationToken.None);
        cluster.Settle();

        Assert.True(ended.IsCompleted);
        Assert.NotSame(holder, cluster.Holder);
        Assert.Equal(0, cluster.LongestTogether);
    }

    [Fact]
    public void Without_hints_another_goes_on_within_a_second()
    {
        var cluster = new Cluster(3);
        cluster.Nodes.ForEach(node => node.IsDeaf = true);
        cluster.JoinAll();
        cluster.Run(5);
        var holder = cluster.Holder;
        holder.Polled.Desk.Dispose();
        cluster.Settle();

        Assert.InRange(cluster.RunUntil(() => cluster.Nodes.Exists(node => node != holder && node.Asking > 0), 30), 0, Look);
    }

    [Fact]
    public void Another_goes_on_at_once_when_the_clients_of_the_node_that_polls_leave()
    {
        var cluster = new Cluster(2, Shapes.Private);
        var run = cluster.Nodes[0].Join("board:me");
        cluster.Settle();
        cluster.Nodes[1].Join("board:me");
        cluster.Run(5);
        Assert.Same(cluster.Nodes[0], cluster.Holder);
        run.Leave();
        cluster.Settle();

        Assert.Same(cluster.Nodes[1], cluster.Holder);
    }

    [Fact]
    public void Who_comes_after_the_others_left_finds_the_scope_free_within_a_second_even_without_hints()
    {
        var cluster = new Cluster(2, Shapes.Private);
        cluster.Nodes.ForEach(node => node.IsDeaf = true);
        var run = cluster.Nodes[0].Join("board:me");
        cluster.Run(5);
        run.Leave();
        cluster.Nodes[1].Join("board:me");

        Assert.InRange(cluster.RunUntil(() => cluster.Nodes[1].Asking > 0, 30), 0, 2 * Look); // given back at the tick after it was left, seen at the next one
    }

    [Fact]
    public void Who_polls_again_right_away_asks_no_store()
    {
        var cluster = new Cluster(1, Shapes.Private);
        var node = cluster.Nodes[0];
        var run = node.Join("board:me");
        cluster.Settle();
        var calls = (node.Reads, node.Writes);
        for (var n = 0; n < 10; n++)
        {
            run.Leave();
            cluster.Settle();
            run = node.Join("board:me");
            cluster.Settle();
            Assert.Equal(1, node.Asking);
        }

        Assert.Equal(calls, (node.Reads, node.Writes));
        Assert.Equal((0, 2), calls); // this node's record, and the scope's
    }

    [Fact]
    public void Of_those_who_claim_at_the_same_moment_one_polls() => Assert.All(Enumerable.Range(1, 100), seed =>
    {
        var cluster = new Cluster(3, order: new SeededRandom((ulong)seed));
        cluster.Nodes.ForEach(node => node.Join());
        cluster.Run(3);

        Assert.Equal(1, cluster.Nodes.Count(node => node.Asked > 0));
        Assert.Equal(1, cluster.Holder.Asking);
    });

    [Fact]
    public void Renewing_costs_one_write_and_following_one_read_of_its_node_however_many_scopes_there_are()
    {
        var cluster = new Cluster(2);
        var (holder, follower) = (cluster.Nodes[0], cluster.Nodes[1]);
        for (var n = 0; n < 200; n++)
        {
            holder.Join($"board{n}");
            cluster.Settle();
            follower.Join($"board{n}");
        }

        cluster.Run(10);
        var (writes, reads, others) = (holder.Writes, follower.Reads, follower.Writes);
        cluster.Run(20);

        Assert.InRange(holder.Writes - writes, 8, 12); // one in two seconds
        Assert.InRange(follower.Reads - reads, 20 * 60, 20 * 66); // 64 scopes in turn, and the node
        Assert.Equal(others, follower.Writes);
        Assert.Equal(200, cluster.Nodes.Sum(node => node.Asking));
    }

    [Fact]
    public async Task Nothing_is_written_and_nothing_looked_at_once_nobody_wants_anything()
    {
        var cluster = new Cluster(2, Shapes.Private);
        var runs = cluster.Nodes.ConvertAll(node => node.Join("board:me"));
        cluster.Run(5);
        runs.ForEach(run => run.Leave());
        cluster.Run(5);
        var calls = cluster.Nodes.Sum(node => node.Reads + node.Writes);
        cluster.Run(60);

        Assert.Equal(calls, cluster.Nodes.Sum(node => node.Reads + node.Writes));
        Assert.Null(await cluster.Store.Records.GetAsync("upstream:lease:board:me", CancellationToken.None));
    }

    /// <summary>Records live for a day.</summary>
    [Fact]
    public void A_poll_that_goes_on_for_days_stays_the_only_one()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        for (var n = 0; n < 26 * 3_600; n++)
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(1));
            cluster.Settle();
        }

        Assert.Equal([1, 0], cluster.Nodes.Select(node => node.Asked));
    }
}
