using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Upstream;

/// <summary>Nodes die, hang, lose the store, go deaf and come back, clients come and leave, all by chance. Nothing is lost or doubled, and the backend is never polled twice for longer than the lease.</summary>
public sealed class LeaseSeedTests
{
    private const double Hold = 2; // shorter than the lease: what a hanging node has asked the backend itself ends

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Whatever_happens_to_nodes_one_polls_at_a_time_and_nothing_is_lost(bool isPrivate) => Seeds.RunAsync(25, async seed =>
    {
        var random = new SeededRandom(seed);
        var cluster = new Cluster(3, isPrivate ? Shapes.Private : null, random);
        var channel = isPrivate ? "board:me" : "board";
        var wanted = new HashSet<ClusterNode>();
        for (var step = 0; step < 300; step++)
        {
            var node = random.Pick(cluster.Nodes.TakeLast(3).ToList());
            switch (random.Below(12))
            {
                case 0:
                    node.Kill();
                    cluster.Nodes.Remove(node);
                    wanted.Remove(node);
                    cluster.Start();
                    break;
                case 1 or 2:
                    node.Hangs = !node.Hangs;
                    break;
                case 3:
                    node.HasNoStore = !node.HasNoStore;
                    break;
                case 4:
                    node.IsDeaf = !node.IsDeaf;
                    break;
                case 5 or 6 when node.IsUp && wanted.Add(node):
                    node.Join(channel);
                    break;
                case 7 when node.IsUp && wanted.Remove(node):
                    node.Polled.Desk.Ends(channel);
                    break;
                case 8 or 9:
                    cluster.Backend.Add($"{step}");
                    break;
                default:
                    cluster.Run(random.Below(30) * 0.1);
                    break;
            }

            cluster.Run(Hold / 2 * random.NextDouble());
            cluster.Backend.EndHolds();
        }

        Assert.InRange(cluster.LongestTogether, 0, Hold + 0.1);
        foreach (var node in cluster.Nodes)
        {
            (node.Hangs, node.HasNoStore, node.IsDeaf) = (false, false, false);
            node.Join(channel);
        }

        cluster.Run(45);
        Assert.Equal(1, cluster.Holder.Asking);
        Assert.Equal(cluster.Backend.Items, await cluster.Nodes[0].Polled.TextsAsync(channel));
    });
}
