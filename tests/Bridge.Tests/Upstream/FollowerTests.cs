using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>What a node knows of the one that polls: what its clients' answers need.</summary>
public sealed class FollowerTests
{
    private const string Stops = "\"rules\": [{ \"when\": { \"status\": [409] }, \"do\": \"stop\" }], \"pace\"";

    [Fact]
    public void The_first_cursor_which_the_log_never_holds_is_known_to_followers()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        var (holder, follower) = (cluster.Nodes[0], cluster.Nodes[1]);

        Assert.Equal("0", holder.State.Standing?.Cursor);
        Assert.Equal(holder.State.Standing, follower.State.Standing);
    }

    [Fact]
    public void An_answer_of_the_present_makes_the_followers_state_a_present_one()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        var follower = cluster.Nodes[1];
        Assert.Equal(0, follower.State.Answers);
        cluster.Backend.Add("a");
        cluster.Settle();

        Assert.True(follower.State is { Answers: > 0, FailuresInRow: 0, Phase: UpstreamPhase.Polling });
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1.1)]
    public void A_backend_that_is_down_is_down_for_followers_too_and_up_again(bool isDeaf, double patience)
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        var (holder, follower) = (cluster.Nodes[0], cluster.Nodes[1]);
        follower.IsDeaf = isDeaf;
        cluster.Backend.Instead = _ => BackendAnswer.None("The backend can't be reached.");
        cluster.Backend.EndHolds();
        cluster.RunUntil(() => holder.State.Phase == UpstreamPhase.Failing, 60);
        Assert.InRange(cluster.RunUntil(() => follower.State.Phase == UpstreamPhase.Failing, 60), 0, patience);
        cluster.RunUntil(() => holder.State.Phase == UpstreamPhase.Down, 200);
        Assert.InRange(cluster.RunUntil(() => follower.State.Phase == UpstreamPhase.Down, 60), 0, patience);
        Assert.False(follower.Polled.Desk.IsServed("board"));
        Assert.Equal("backend: The backend can't be reached.", follower.State.LastFault);

        cluster.Backend.Instead = _ => null;
        cluster.Backend.Add("a");
        cluster.RunUntil(() => holder.State.Phase == UpstreamPhase.Polling, 60);
        Assert.InRange(cluster.RunUntil(() => follower.State is { Phase: UpstreamPhase.Polling, FailuresInRow: 0 }, 60), 0, patience);
        Assert.Equal(0, follower.Asked);
    }

    [Fact]
    public void A_shape_that_says_stop_says_it_to_all_nodes_for_a_minute()
    {
        var cluster = new Cluster(3, Shapes.Events.Replace("\"pace\"", Stops, StringComparison.Ordinal));
        cluster.JoinAll();
        cluster.Backend.Instead = _ => EventsBackend.Json("{}", 409);
        var asked = cluster.Backend.Asked.Count;
        cluster.Backend.EndHolds();
        cluster.Settle();
        cluster.Run(55);
        Assert.Equal(asked + 1, cluster.Backend.Asked.Count);
        Assert.All(cluster.Nodes, node => Assert.Equal(UpstreamPhase.Stopped, node.State.Phase));

        cluster.Backend.Instead = _ => null;
        cluster.Run(10);
        Assert.Equal(1, cluster.Holder.Asking);
    }

    [Fact]
    public void Credentials_that_are_refused_on_one_node_keep_no_other_from_trying_its_own()
    {
        var cluster = new Cluster(2, Shapes.Private);
        var (refused, other) = (cluster.Nodes[0], cluster.Nodes[1]);
        refused.Join("board:me");
        cluster.Settle();
        other.Join("board:me");
        cluster.Run(3);
        refused.Instead = () => EventsBackend.Json("no", 401);
        cluster.Backend.EndHolds();
        cluster.Settle();

        Assert.Equal((1, 0), (other.Asking, refused.Asking));
        Assert.Equal((UpstreamPhase.Stopped, UpstreamPhase.Polling), (refused.State.Phase, other.State.Phase));
    }

    [Fact]
    public void Who_takes_over_knows_no_more_than_it_has_seen_itself()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();
        cluster.Backend.Add("a");
        cluster.Run(2);
        cluster.Holder.Kill();
        cluster.RunUntil(() => cluster.Nodes[1].Asking > 0, 30);

        Assert.Equal((null, 0, "1"), (cluster.Nodes[1].State.PolledBy, cluster.Nodes[1].State.Answers, cluster.Nodes[1].State.Cursor));
    }
}
