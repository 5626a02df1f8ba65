using System.Text;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

internal sealed partial class ModelClient
{
    private static readonly byte[] Probe = Encoding.UTF8.GetBytes("{\"type\":\"probe\",\"pad\":\"xxxxxxxxxxxxxxxx\"}");
    private static readonly byte[] Pong = "{\"type\":\"pong\"}"u8.ToArray();

    private ClientWire? _wire;
    private bool _opening; // `open` was sent on the socket: the lease may be here or there
    private bool _live; // the socket has the lease
    private long _liveAttempt;
    private bool _switchedOff; // the page wants polling for now
    private int _socketFails;
    private int _blamed;
    private long _notBefore;
    private long _born;
    private long _heard;
    private int _unacked;
    private long _unackedSince;
    private int _socketTimer;
    private int _ackTimer;

    private void Consider()
    {
        if (_wire is not null || !_socketWanted || _switchedOff || !_open)
        {
            return;
        }

        var rest = (int)(_notBefore - _world.Milliseconds);
        if (rest > 0)
        {
            SocketIn(rest, Consider);
        }
        else
        {
            Connect();
        }
    }

    private void Connect()
    {
        Expect(Timing.Grace);
        var listener = new Listener(this);
        _wire = _world.Net.Connect(() => Exchange.Upgrade(_world, _user), listener);
        listener.Wire = _wire;
    }

    private void Expect(int milliseconds) => SocketIn(milliseconds, () => Drop(1));

    private void SocketIn(int milliseconds, Action action)
    {
        var timer = ++_socketTimer;
        _world.After(milliseconds, Guarded(() =>
        {
            if (timer == _socketTimer)
            {
                action();
            }
        }));
    }

    private void Hear(byte[] frame)
    {
        var wire = _wire;
        var envelopes = Env.ReadAll(frame)!;
        _heard = _world.Milliseconds;
        _world.Trace.Note("frame", Number, frame.Length, _world.Trace.IsReadable ? Encoding.UTF8.GetString(frame) : null);
        foreach (var e in envelopes)
        {
            if (e.Type == "ping")
            {
                wire!.Send(Pong);
            }
            else if (e.Type == "probed")
            {
                _opening = true;
                Expect(Timing.Probe);
                Write(OpenEnvelope(wire!));
            }
            else if (e.Type == "opened")
            {
                _socketTimer++;
                _opening = false;
                _live = true;
                _liveAttempt = _attempt;
                _born = _heard;
                StopPolling(abort: false);
                Working();
            }
        }

        var closed = Receive(envelopes);
        if (closed is not null && _wire == wire)
        {
            Ended(closed);
        }
    }

    private void Ended(Env closed)
    {
        if (!Obey(closed))
        {
            Drop(closed.Code == "restarting" ? 0 : 1);
        }
    }

    private bool Detach()
    {
        var leased = _live || _opening;
        _socketTimer++;
        _ackTimer++;
        var wire = _wire;
        _wire = null;
        _opening = _live = false;
        _unacked = 0;
        wire?.Close();
        return leased;
    }

    private void Drop(int blame)
    {
        _world.Trace.Note("drop", Number, blame);
        var good = _live && _world.Milliseconds - _born >= Timing.Least;
        var leased = Detach();
        _blamed = good ? 0 : blame;
        _socketFails = good ? 0 : _socketFails + blame;
        _notBefore = _world.Milliseconds + Jitter(_mode == "auto" ? Timing.SocketMost : Timing.PollMost, _socketFails);
        if (leased)
        {
            FallBack();
        }

        Consider();
    }

    private void FallBack()
    {
        Ask();
        Flush();
    }

    private void ExcuseSocket()
    {
        _socketFails -= _blamed;
        _blamed = 0;
    }

    /// <summary>A position has moved: acknowledged within the handler when it is time.</summary>
    private void MovedOn()
    {
        if (!_live)
        {
            return;
        }

        if (_unacked++ == 0)
        {
            _unackedSince = _world.Milliseconds;
            var timer = ++_ackTimer;
            _world.After(Timing.Ack, Guarded(() =>
            {
                if (timer == _ackTimer)
                {
                    Ack();
                }
            }));
        }

        if (_unacked >= Timing.AckEvery || _world.Milliseconds - _unackedSince >= Timing.Ack)
        {
            Ack();
        }
    }

    private void Ack()
    {
        _ackTimer++;
        _unacked = 0;
        if (_world.Plant.Client == Planted.ClientBug.AcksAhead)
        {
            _news = _news.ToDictionary(pair => pair.Key, pair => pair.Value.Plus(1));
        }

        Write($"{{\"type\":\"ack\",\"positions\":{NewsText()}}}");
    }

    private void Write(string envelope)
    {
        _world.Trace.Note("write", Number, envelope.Length, envelope);
        _wire?.Send(Encoding.UTF8.GetBytes(envelope));
    }

    /// <summary>Looks at the clock now and then: silence for too long means that the line is dead.</summary>
    private void Tick() => _world.After(250, () =>
    {
        Run(() =>
        {
            if (_live && _world.Milliseconds - _heard >= Timing.Silence)
            {
                Drop(1);
            }
        });
        if (!_gone)
        {
            Tick();
        }
    });

    private sealed class Listener(ModelClient client) : IWireListener
    {
        public ClientWire? Wire { get; set; }

        public void OnOpen() => Mine(() =>
        {
            client.Expect(Timing.Probe);
            client._wire!.Send(Probe);
        });

        public void OnMessage(byte[] frame) => Mine(() => client.Hear(frame));

        public void OnClose(int code, string reason) => Mine(() => client.Ended(new Env { Type = "closed", Code = code == 1012 ? "restarting" : reason, Advice = code is 4404 or 4405 ? "reopen" : "resume" }));

        private void Mine(Action action) => client.Run(() =>
        {
            if (client._wire == Wire)
            {
                action();
            }
        });
    }
}
