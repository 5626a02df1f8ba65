using System.Globalization;
using System.Text;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

internal sealed partial class ModelClient
{
    private object? _current; // the poll whose answer counts in full
    private ClientCall? _call;
    private bool _openingPoll;
    private int _pollFails;
    private int? _shorter;
    private int _pollTimer;

    private void Ask()
    {
        if (_opening)
        {
            return; // a poll now would take the lease from the socket that is opening
        }

        StopPolling(abort: true);
        var mine = _current = new object();
        var began = _world.Milliseconds;
        int? wait = _pollFails > 0 ? 0 : _shorter;
        _openingPoll = _session.Length == 0;
        var opening = _openingPoll;
        var body = opening ? $"[{OpenEnvelope(mine)}]" : PollBody(mine, wait);
        var hold = opening ? 0 : wait ?? Timing.Hold;
        var bytes = Encoding.UTF8.GetBytes(body);
        var token = _token;
        _world.Trace.Note("poll", Number, _attempt, body);
        _call = _world.Net.Request(
            () => Exchange.Native(_world, node => node.Poll, _user, token, bytes),
            hold + Timing.Grace,
            answer => Run(() => Answered(mine, opening, hold, began, answer)));
    }

    private string PollBody(object mine, int? wait)
    {
        var text = new StringBuilder("[");
        foreach (var command in Commands(mine))
        {
            text.Append(command).Append(',');
        }

        text.Append(CultureInfo.InvariantCulture, $"{{\"type\":\"poll\",\"page\":\"{_pageKey}\",\"attempt\":{++_attempt},\"positions\":{CursorText()}");
        if (wait is { } most)
        {
            text.Append(",\"wait\":").Append(most);
        }

        _world.Checker.Sessions.Sends(_session, _attempt);
        return text.Append("}]").ToString();
    }

    private void Answered(object mine, bool opening, int hold, long began, Answer? answer)
    {
        var took = _world.Milliseconds - began;
        var envelopes = answer is null ? null : Read(answer);
        _world.Trace.Note("answer", Number, answer?.Status ?? 0, answer is null ? null : Encoding.UTF8.GetString(answer.Body));
        if (_current != mine)
        {
            return; // a channel may have begun anew since, further back than this
        }

        var closed = envelopes is null ? null : Receive(envelopes);
        if (_current != mine)
        {
            return;
        }

        _current = null;
        if (closed is not null)
        {
            if (closed.Code == "superseded")
            {
                _attempt += Timing.Leap;
                AskLater();
            }
            else if (!Obey(closed))
            {
                FailPoll();
            }
        }
        else if (envelopes is not null)
        {
            if (!opening)
            {
                _pollFails = 0;
            }

            Working();
            if (envelopes.Count == 0 && took < hold / 2)
            {
                AskLater();
            }
            else
            {
                Ask();
            }
        }
        else if (took > Timing.Pong && !opening && _pollFails == 0)
        {
            _shorter = Math.Max(Timing.Least, Math.Min(Timing.Hold, (int)(took * 0.6)));
            AskLater();
        }
        else
        {
            FailPoll();
        }
    }

    /// <summary>The envelopes of an answer; an error of the server's is a `closed`; anything else is none.</summary>
    private static List<Env>? Read(Answer answer)
    {
        var envelopes = Env.ReadAll(answer.Body);
        if (answer.Status == 200)
        {
            return answer.Body.AsSpan().IndexOf((byte)'[') >= 0 ? envelopes : null;
        }

        return envelopes is [{ Error: { } code } error] ? [new Env { Type = "closed", Code = code, Advice = error.Advice }] : null;
    }

    private void StopPolling(bool abort)
    {
        _pollTimer++;
        if (abort)
        {
            _call?.Abort();
        }

        _call = abort ? null : _call;
        _current = null;
    }

    private void AskLater()
    {
        StopPolling(abort: true);
        var timer = ++_pollTimer;
        _world.After(Jitter(Timing.PollMost, _pollFails), Guarded(() =>
        {
            if (timer == _pollTimer)
            {
                Ask();
            }
        }));
    }

    private void FailPoll()
    {
        ExcuseSocket();
        _open = false;
        AskLater();
        _pollFails++;
    }

    private void TellPolling()
    {
        if (_current is { } current && !_openingPoll && HasCommands(current))
        {
            Ask();
        }
    }

    private void Reopen()
    {
        if (_pollFails++ > 0)
        {
            AskLater();
        }
        else
        {
            Ask();
        }
    }
}
