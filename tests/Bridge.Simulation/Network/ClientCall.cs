using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Network;

/// <summary>One request as its client sees it: one answer, or none. On the way it may be lost, kept, repeated, cut.</summary>
internal sealed class ClientCall(World world, Func<Exchange> request, Action<Answer?> done)
{
    private static readonly Answer Page = new(502, "<html>Bad gateway</html>"u8.ToArray());

    private readonly List<Exchange> _served = [];
    private bool _over;

    public void Send(int timeoutMs)
    {
        world.After(timeoutMs, () =>
        {
            if (!_over)
            {
                GiveUp();
                Tell(null);
            }
        });
        if (world.Strikes(Fault.RequestLost))
        {
            FailSoonOrNever();
        }
        else if (world.Strikes(Fault.RequestRepeated))
        {
            // The proxy has sent it, loses that connection, and sends it again: the first answer reaches nobody.
            Travel(1, heard: false);
            Travel(world.Dice.OneIn(2) ? 5 : 600, heard: true);
        }
        else
        {
            Travel(1, heard: true);
        }
    }

    /// <summary>The client wants no answer any more.</summary>
    public void Abort()
    {
        if (!_over)
        {
            _over = true;
            GiveUp();
        }
    }

    private void Travel(int extraMs, bool heard) => world.Time.After(Delay() + world.Between(0, extraMs), null, () => Arrive(heard));

    private void Arrive(bool heard)
    {
        if (world.AnyNode() is not { } node)
        {
            Back(heard, null);
            return;
        }

        if (world.Strikes(Fault.ProxyPage))
        {
            Back(heard, Page);
            return;
        }

        var exchange = request();
        exchange.Ended = answer => Back(heard, answer);
        _served.Add(exchange);
        world.Net.Serve(node, exchange);
        if (_over)
        {
            GiveUp();
        }
        else if (!heard && world.Dice.OneIn(2))
        {
            world.Time.After(world.Between(1, 300), null, exchange.Abort);
        }
    }

    private void Back(bool heard, Answer? answer)
    {
        if (!heard)
        {
            return;
        }

        if (world.Strikes(Fault.ResponseLost))
        {
            FailSoonOrNever();
        }
        else if (world.Strikes(Fault.ResponseCut))
        {
            world.Time.After(Delay(), null, () => Tell(null));
        }
        else
        {
            world.Time.After(Delay(), null, () => Tell(answer));
        }
    }

    private void GiveUp()
    {
        foreach (var exchange in _served)
        {
            if (!world.Strikes(Fault.AbortUnseen))
            {
                world.Time.After(Delay(), null, exchange.Abort);
            }
        }
    }

    private void FailSoonOrNever()
    {
        if (world.Dice.OneIn(2))
        {
            world.Time.After(Delay(), null, () => Tell(null));
        }
    }

    private void Tell(Answer? answer)
    {
        if (!_over)
        {
            _over = true;
            done(answer);
        }
    }

    private long Delay() => world.Strikes(Fault.Held) ? world.Between(10, 1_500) : world.Between(0, world.Dice.OneIn(8) ? 40 : 4);
}
