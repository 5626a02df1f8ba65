using System.Text;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

internal sealed partial class ModelClient
{
    private const int OutcomesKept = 64;

    private readonly Dictionary<(string Session, long Id), string> _outcomes = [];
    private List<Pending> _queue = [];
    private int _toSubmit;
    private bool _sending;
    private bool _pausing;
    private int _submitFails;

    private void PlanSubmissions()
    {
        _toSubmit = _world.Scenario.Submissions;
        PlanNext();

        void PlanNext()
        {
            if (_toSubmit > 0)
            {
                _world.After(_world.Dice.Below(_world.Dice.OneIn(3) ? 5 : _world.Scenario.StormMs / (_world.Scenario.Submissions + 1)) + 1, Guarded(() =>
                {
                    for (var together = _world.Dice.OneIn(3) ? 2 + _world.Dice.Below(4) : 1; together > 0 && _toSubmit > 0; together--)
                    {
                        _toSubmit--;
                        Submit();
                    }

                    PlanNext();
                }));
            }
        }
    }

    private void Submit()
    {
        var channel = _world.Dice.Below(5) switch { 0 or 1 => "c0", 2 or 3 => WorldRules.Handled, _ => WorldRules.Repeatable };
        _queue.Add(new Pending(_world.NextItem(), channel) { IsUrgent = _world.Dice.Below(100) < _world.Scenario.Urgent });
        Tell();
    }

    private List<Pending> Due()
    {
        var due = new List<Pending>();
        foreach (var pending in _queue)
        {
            var id = pending.Id == 0 ? _submit : pending.Id;
            if (due.Count > 0 && id >= due[0].Id + OutcomesKept)
            {
                break;
            }

            if (pending.Id == 0)
            {
                pending.Id = _submit++;
            }

            due.Add(pending);
        }

        return due;
    }

    private void Flush()
    {
        if (_pausing || _session.Length == 0)
        {
            return;
        }

        if (_live)
        {
            foreach (var pending in Due())
            {
                if (pending.Via != _wire)
                {
                    pending.Via = _wire;
                    Write(pending.Text);
                }
            }
        }
        else if (!_sending && _queue.Count > 0)
        {
            Send();
        }
    }

    private void Send()
    {
        var token = _token;
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Due().Select(pending => pending.Text))}]");
        _sending = true;
        _world.Trace.Note("send", Number, body.Length, _world.Trace.IsReadable ? Encoding.UTF8.GetString(body) : null);
        _world.Net.Request(() => Exchange.Native(_world, node => node.Send, _user, token, body), Timing.Hold + Timing.Grace, answer => Run(() =>
        {
            _sending = false;
            if (token == _token)
            {
                var waiting = _queue.Count;
                var envelopes = answer is null ? null : Read(answer);
                var closed = envelopes is null ? null : Receive(envelopes);
                if (!(closed is not null && Obey(closed)) && _queue.Count == waiting && !_live)
                {
                    RetrySubmissions();
                }
            }

            Flush();
        }));
    }

    private void RetrySubmissions()
    {
        if (!_pausing)
        {
            _pausing = true;
            _world.After(Jitter(Timing.PollMost, _submitFails++), Guarded(() =>
            {
                _pausing = false;
                foreach (var pending in _queue)
                {
                    pending.Id = _world.Plant.Client == Planted.ClientBug.NewIds ? 0 : pending.Id;
                    pending.Via = null;
                }

                Flush();
            }));
        }
    }

    private void Settle(Env e)
    {
        if (e.Code is "submission_pending" or "store_full" or "store_unavailable")
        {
            if (_queue.Find(pending => pending.Id == e.Id) is { } waiting)
            {
                WaitOrGiveUp(waiting);
            }

            return;
        }

        var outcome = e.Type == "refused" ? e.Code! : $"{e.Position} {e.Reply}";
        var known = _outcomes.GetValueOrDefault((_session, e.Id));
        _world.Checker.Require(known is null || known == outcome, Promise.Outcome, $"{Name} was told of submission {e.Id}: {known}, then {outcome}");
        _outcomes[(_session, e.Id)] = outcome;
        if (_queue.Find(pending => pending.Id == e.Id) is not { } settled)
        {
            return;
        }

        _world.Trace.Note("settled", Number, e.Id, outcome);
        _submitFails = 0;
        _queue.Remove(settled);
        CheckOutcome(settled, e);
        Tell();
    }

    private void WaitOrGiveUp(Pending refused)
    {
        if (refused.IsUrgent)
        {
            _world.Trace.Note("gives up", Number, refused.Id);
            _queue.Remove(refused);
            Tell();
        }
        else
        {
            RetrySubmissions();
        }
    }

    private void CheckOutcome(Pending settled, Env e)
    {
        if (e.Type == "refused")
        {
            _world.Checker.Outcomes.Refused(Name, settled.Item, e.Code!);
            if (e.Code == "submission_unknown")
            {
                _world.Checker.Outcomes.Unknown(Name, _session, settled.Id);
            }
        }
        else
        {
            _world.Checker.Outcomes.Accepted(Name, settled.Channel, settled.Item, e.Position, e.Reply);
            if (e.Position is { } position)
            {
                _world.Checker.Outcomes.Published(Name, _session, settled.Id, settled.Channel, position);
            }
        }
    }

    /// <summary>A new session starts to count anew; what was sent may or may not have run.</summary>
    private void ForgetSubmissions() => _queue = [.. _queue.Where(pending => pending.Id == 0)];

    private sealed class Pending(long item, string channel)
    {
        public long Item => item;

        public string Channel => channel;

        /// <summary>The page wants it now or not at all: refused for now, it is not sent again.</summary>
        public bool IsUrgent { get; init; }

        public long Id { get; set; }

        public object? Via { get; set; }

        public string Text => $"{{\"type\":\"submit\",\"id\":{Id},\"channel\":\"{channel}\",\"data\":{{\"p\":{item}}}}}";
    }
}
