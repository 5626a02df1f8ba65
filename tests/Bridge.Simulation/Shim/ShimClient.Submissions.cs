using System.Text.Json;
using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    private readonly Dictionary<long, string> _pending = [];
    private int _toSubmit;

    private void PlanSubmissions()
    {
        _toSubmit = _world.Scenario.Submissions;
        PlanNext();

        void PlanNext()
        {
            if (_toSubmit > 0 && !_gone)
            {
                _world.After(_world.Dice.Below(_world.Dice.OneIn(3) ? 5 : _world.Scenario.StormMs / (_world.Scenario.Submissions + 1)) + 1, () =>
                {
                    _toSubmit--;
                    Submit(within: _world.Strikes(Fault.ActsWithin));
                    PlanNext();
                });
            }
        }
    }

    private void Submit(bool within)
    {
        var channel = _world.Dice.Below(5) switch { 0 or 1 => "c0", 2 or 3 => WorldRules.Handled, _ => WorldRules.Repeatable };
        var item = _world.NextItem();
        if (within)
        {
            Happen("within", "submit", channel, item);
        }
        else
        {
            _pending[item] = channel;
            Happen("submit", channel, item);
        }
    }

    private void Settled(Effect e)
    {
        var (item, code) = (e.Long(1), e.Text(2));
        if (!_pending.Remove(item, out var channel))
        {
            _world.Checker.Require(false, Checking.Promise.Outcome, $"{Name} was told of item {item} a second time");
        }
        else if (code.Length > 0)
        {
            _world.Checker.Outcomes.Refused(Name, item, code);
        }
        else
        {
            Position? at = Position.TryParse(e.Text(3), out var position) ? position : null;
            _world.Checker.Outcomes.Accepted(Name, channel!, item, at, e.Long(4));
        }
    }
}
