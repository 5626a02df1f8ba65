using Bridge.Messaging;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>What the application tells the bridge of its users. It tells it again until it was heard, by another node where one died meanwhile.</summary>
internal sealed class Orders(World world)
{
    private const int PatienceMs = 1_500;

    /// <summary>Signs the user out, and has all that is his ended.</summary>
    public void End(Account account)
    {
        var done = account.SignOut();
        Tell(async node => await node.Control.EndAsync(account.Name, CancellationToken.None), done);
    }

    /// <summary>Says that his rights have changed.</summary>
    public void Recheck(Account account, Action done) => Tell(async node => await node.Control.RecheckAsync(account.Name, CancellationToken.None), done);

    private void Tell(Func<Node, Task> order, Action done)
    {
        var isTold = false;
        Try();

        void Try()
        {
            if (world.AnyNode() is { } node)
            {
                _ = TryAsync(node);
            }

            world.After(PatienceMs, () =>
            {
                if (!isTold)
                {
                    Try();
                }
            });
        }

        async Task TryAsync(Node node)
        {
            try
            {
                await order(node);
            }
            catch (Exception fault) when (fault is IOException or BridgeException)
            {
                return;
            }

            if (!isTold)
            {
                isTold = true;
                done();
            }
        }
    }
}
