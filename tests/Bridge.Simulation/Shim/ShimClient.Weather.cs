using Bridge.Simulation.Clients;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    public void Weather()
    {
        if (_gone || !_alive || _away)
        {
            return;
        }

        if (_world.Strikes(Fault.Reload))
        {
            ComeBack(gently: !_frozen);
        }
        else if (_world.Strikes(Fault.TabCopied) && _world.Clients.Count < 8)
        {
            CopyTab();
        }
        else if (_world.Strikes(Fault.Switch))
        {
            Happen("use", AnyMode());
        }
        else if (_world.Strikes(Fault.Resubscribe))
        {
            Resubscribe();
        }
        else if (_world.Strikes(Fault.Theft))
        {
            Thief.Try(_world, User);
        }
        else if (!_frozen)
        {
            BrowserWeather();
        }
    }

    private void BrowserWeather()
    {
        if (_world.Strikes(Fault.Frozen))
        {
            Freeze();
        }
        else if (_world.Strikes(Fault.PageDies))
        {
            Die();
        }
        else if (_world.Strikes(Fault.PageAway))
        {
            GoAway();
        }
        else if (_world.Strikes(Fault.StorageFull))
        {
            Happen("full", true);
            _world.After(_world.Dice.Below(500), () => Happen("full", false));
        }
        else if (_world.Strikes(Fault.Online))
        {
            Happen("event", "online");
        }
        else if (_world.Strikes(Fault.ActsWithin))
        {
            ActWithin();
        }
    }

    private void Die()
    {
        if (_world.Dice.OneIn(2))
        {
            ComeBack(gently: false);
        }
        else
        {
            Happen("doom");
        }
    }

    /// <summary>A machine that sleeps, or a hidden page: nothing of it runs for a while, then all of it.</summary>
    private void Freeze()
    {
        var hidden = _world.Dice.OneIn(2);
        if (hidden)
        {
            Happen("event", "visibilitychange", new { state = "hidden" });
        }

        _frozen = true;
        _world.After(200 + _world.Dice.Below(4_000), () =>
        {
            _frozen = false;
            WakeUp();
            if (hidden)
            {
                Happen("event", "visibilitychange", new { state = "visible" });
            }
        });
    }

    /// <summary>The next handler that runs does something itself.</summary>
    private void ActWithin()
    {
        if (_world.Dice.OneIn(2))
        {
            Happen("within", "use", AnyMode());
        }
        else
        {
            Happen("within", "resubscribe", _world.Dice.Pick([.. _wishes.Keys]), _world.Dice.OneIn(2) ? "now" : "oldest");
        }
    }

    /// <summary>The handler has done it.</summary>
    private void Within(Effect e)
    {
        if (e.Text(1) == "submit")
        {
            _pending[e.Long(3)] = e.Text(2);
        }
    }

    private string AnyMode() => _world.Dice.Below(3) switch { 0 => "polling", 1 => "websocket", _ => "auto" };
}
