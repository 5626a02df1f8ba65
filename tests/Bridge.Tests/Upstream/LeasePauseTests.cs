using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>Who slept, or lost the store, for longer than the lease knows it before he asks the backend again.</summary>
public sealed class LeasePauseTests
{
    [Fact]
    public async Task A_node_that_hung_cuts_its_poll_and_asks_no_more_when_it_wakes()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var (holder, asked) = (cluster.Holder, cluster.Holder.Asked);
        holder.Hangs = true;
        cluster.Run(30);
        Assert.Equal([1, 1], cluster.Nodes.Select(node => node.Asking)); // nobody can cut the poll of a process that doesn't run
        holder.Hangs = false;
        cluster.Settle();

        Assert.NotSame(holder, cluster.Holder);
        cluster.Backend.Add("a");
        cluster.Run(5);
        Assert.Equal(asked, holder.Asked);
        Assert.Equal(cluster.Holder.Name, holder.State.PolledBy);
        Assert.Equal(cluster.Backend.Items, await holder.Polled.TextsAsync());
    }

    [Fact]
    public async Task An_answer_that_comes_to_a_node_when_it_wakes_is_kept_once_and_followed_by_no_poll()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var (holder, asked) = (cluster.Holder, cluster.Holder.Asked);
        holder.Hangs = true;
        cluster.Backend.Add("a"); // lies there when it wakes, before its clock has been looked at
        cluster.Run(30);
        holder.Hangs = false;
        cluster.Run(1);

        Assert.Equal(asked, holder.Asked);
        Assert.Equal(cluster.Backend.Items, await holder.Polled.TextsAsync());
    }

    [Fact]
    public async Task A_node_that_hung_while_nobody_else_wanted_the_scope_claims_it_again_before_it_asks()
    {
        var cluster = new Cluster(1);
        cluster.JoinAll();
        cluster.Run(5);
        var node = cluster.Holder;
        var before = await VersionAsync(cluster);
        node.Hangs = true;
        cluster.Run(30);
        node.Hangs = false;
        cluster.Run(1);

        Assert.Equal((2, 1), (node.Asked, node.Asking));
        Assert.NotEqual(before, await VersionAsync(cluster));
    }

    [Fact]
    public void A_short_pause_disturbs_nothing()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var holder = cluster.Holder;
        for (var n = 0; n < 10; n++)
        {
            holder.Hangs = true;
            cluster.Run(5);
            holder.Hangs = false;
            cluster.Run(3);
        }

        Assert.Equal((holder, 1), (cluster.Holder, holder.Asked));
    }

    [Fact]
    public void A_follower_that_slept_over_the_answer_of_the_store_takes_nobody_for_dead()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var (holder, follower) = (cluster.Nodes[0], cluster.Nodes[1]);
        for (var n = 0; n < 50; n++)
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(0.1 * (n % 10)));
            holder.RunSome();
            follower.RunSome();
            follower.Hangs = true; // perhaps in the middle of a call
            cluster.Run(10);
            follower.Hangs = false;
            cluster.Run(0.1 * (n % 7));
        }

        Assert.Equal((1, 0), (holder.Asked, follower.Asked));
    }

    [Fact]
    public void A_node_without_the_store_stops_polling_when_its_lease_runs_out_and_follows_when_it_is_back()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var holder = cluster.Holder;
        holder.HasNoStore = true;

        Assert.InRange(cluster.RunUntil(() => holder.Asking == 0, 30), 5, 8);
        Assert.InRange(cluster.RunUntil(() => cluster.Nodes.Exists(node => node.Asking > 0), 30), 0, 4);
        Assert.Equal(0, cluster.LongestTogether);
        cluster.Run(60);
        Assert.Equal(UpstreamPhase.Down, holder.State.Phase); // old polls pass through
        Assert.Contains("The store", holder.State.LastFault, StringComparison.Ordinal);

        holder.HasNoStore = false;
        cluster.Run(31);
        Assert.Equal((cluster.Holder.Name, UpstreamPhase.Polling, 0), (holder.State.PolledBy, holder.State.Phase, holder.State.FailuresInRow));
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_polls_and_then_one_does()
    {
        var cluster = new Cluster(3);
        cluster.JoinAll();
        cluster.Run(5);
        cluster.Nodes.ForEach(node => node.HasNoStore = true);
        cluster.Run(60);
        Assert.Equal(0, cluster.Nodes.Sum(node => node.Asking));
        cluster.Backend.Add("a");
        cluster.Nodes.ForEach(node => node.HasNoStore = false);
        cluster.Run(31);

        Assert.Equal(1, cluster.Holder.Asking);
        Assert.Equal(0, cluster.LongestTogether);
        Assert.Equal(cluster.Backend.Items, await cluster.Nodes[0].Polled.TextsAsync());
    }

    [Fact]
    public void A_renewal_whose_answer_was_long_in_coming_counts_from_when_it_was_sent()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Run(5);
        var holder = cluster.Holder;
        holder.Written = _ =>
        {
            holder.Hangs = true;
            return Task.CompletedTask;
        };
        cluster.RunUntil(() => holder.Hangs, 5);
        cluster.Run(4); // not so long that the one before has run out
        holder.Hangs = false;
        holder.RunOne(); // it has its answer, and can't renew again
        holder.HasNoStore = true;
        cluster.Run(20);

        Assert.NotSame(holder, cluster.Holder);
        Assert.Equal(0, cluster.LongestTogether);
    }

    [Fact]
    public void A_claim_whose_answer_was_so_long_in_coming_that_another_has_the_scope_by_now_is_worth_nothing()
    {
        var cluster = new Cluster(2);
        var (late, other) = (cluster.Nodes[0], cluster.Nodes[1]);
        var answer = new TaskCompletionSource();
        late.Written = key => key.StartsWith("upstream:lease:", StringComparison.Ordinal) ? answer.Task : Task.CompletedTask;
        cluster.JoinAll();
        late.HasNoStore = true;
        cluster.Run(12);
        Assert.Same(other, cluster.Holder);
        late.HasNoStore = false;
        cluster.Run(3); // its node is alive again
        answer.SetResult();
        cluster.Run(2);

        Assert.Equal((0, other.Name), (late.Asked, late.State.PolledBy));
        Assert.Equal(0, cluster.LongestTogether);
    }

    private static async Task<long> VersionAsync(Cluster cluster) => (await cluster.Store.Records.GetAsync("upstream:lease:board", CancellationToken.None))!.Version;
}
