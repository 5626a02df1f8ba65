using System.Text;
using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

/// <summary>A page that speaks bridge.v1 as docs/protocol.md tells, in the manner of the shim: polls at once, moves to a socket that has proved itself, falls back at once.</summary>
internal sealed partial class ModelClient : IPageClient
{
    private readonly World _world;
    private readonly string _user;
    private readonly PageRecord _page;
    private readonly bool _socketWanted;
    private readonly string _mode;
    private bool _gone;
    private bool _frozen;
    private bool _open; // the state is `open`
    private string? _token;
    private string _session = "";
    private string _sessionOfToken = ""; // known from before a reload, too
    private string? _copiedSession;
    private string _pageKey;
    private long _attempt;
    private long _submit = 1;

    private ModelClient(World world, string user, int number, PageRecord page)
    {
        _world = world;
        _user = user;
        _page = page;
        Number = number;
        _mode = world.Dice.Below(4) switch { 0 => "polling", 1 => "websocket", _ => "auto" };
        _socketWanted = _mode != "polling";
        _pageKey = $"k{number}";
    }

    public int Number { get; }

    public string User => _user;

    public string SessionNow => _session;

    public string? TokenNow => _token;

    public bool IsSettled => _gone || (_open && _session.Length > 0 && _queue.Count == 0 && _toSubmit == 0 && _subscriptions.All(pair => pair.Value is { On: true, Gone: false } && _page.IsComplete(pair.Key)));

    private string Name => $"client {Number}";

    public static void Join(World world, string user)
    {
        var number = world.Clients.Count;
        var client = new ModelClient(world, user, number, new PageRecord(world, user, $"page {number}"));
        world.Clients.Add(client);
        client.WantSome();
        client.Start(world.Dice.Below(300));
    }

    public string Describe() =>
        $"open {_open}, session {_session}, queue {_queue.Count}, to submit {_toSubmit}, socket {_live}/{_opening}/{_wire is not null}, poll {_current is not null}, " +
        $"attempt {_attempt} of {_world.Checker.Sessions.AttemptOf(_session)}, subscriptions {string.Join(", ", _subscriptions.Select(s => $"{s.Key} on {s.Value.On} gone {s.Value.Gone}"))}; {_page.Describe()}";

    public void Weather()
    {
        if (_gone)
        {
            return;
        }

        if (_world.Strikes(Fault.Reload))
        {
            Reload();
        }
        else if (_world.Strikes(Fault.TabCopied) && _world.Clients.Count < 8)
        {
            CopyTab();
        }
        else if (_world.Strikes(Fault.Switch))
        {
            Switch();
        }
        else if (_world.Strikes(Fault.Resubscribe))
        {
            Resubscribe(_world.Dice.Pick([.. _subscriptions.Keys]));
        }
        else if (_world.Strikes(Fault.Theft))
        {
            Thief.Try(_world, _user);
        }
        else if (!_frozen && _world.Strikes(Fault.Frozen))
        {
            Freeze();
        }
    }

    private void Start(int afterMs)
    {
        _world.After(afterMs, Guarded(Ask));
        PlanSubmissions();
        Tick();
    }

    /// <summary>An action of this page: not when it is gone, and later when it is frozen.</summary>
    private Action Guarded(Action action) => () => Run(action);

    private void Run(Action action)
    {
        if (_gone)
        {
            return;
        }

        if (_frozen)
        {
            _thawing.Add(action);
        }
        else
        {
            action();
        }
    }

    private Env? Receive(List<Env> envelopes)
    {
        foreach (var e in envelopes)
        {
            if (e.Type == "closed")
            {
                return e;
            }

            if (e.Type == "opened")
            {
                Adopt(e);
            }
            else if (e.Id != 0)
            {
                Settle(e);
            }
            else if (e.Channel is not null)
            {
                ReceiveChannel(e);
            }
        }

        return null;
    }

    private void Adopt(Env e)
    {
        _world.Trace.Note("opened", Number, e.Attempt, e.Session);
        _world.Checker.Require(e.Session != _copiedSession, Promise.WrongSession, $"{Name} is a copy with a page key of its own, and was let into {e.Session}");
        _world.Checker.Require(_session.Length == 0 || _session == e.Session, Promise.WrongSession, $"{Name} went on with {_session} and was given {e.Session}");
        _token = e.Token ?? _token;
        _session = _sessionOfToken = e.Session!;
        _attempt = e.Attempt;
        _submit = Math.Max(_submit, e.Submit);
        _world.Checker.Sessions.Sends(_session, _attempt);
        _page.Opened(_session);
    }

    /// <summary>Follows an advice that ends this session.</summary>
    private bool Obey(Env closed)
    {
        if (closed.Code == "superseded")
        {
            _world.Checker.Require(
                !_live || _world.Checker.Sessions.SentOf(_session) > _attempt || _liveAttempt < _attempt, Promise.WrongSession, $"{Name} lost its lease with attempt {_attempt}, and nobody sent a higher one");
            return false;
        }

        _world.Checker.Require(closed.Advice != "stop", Promise.Protocol, $"{Name} was told to stop: {closed.Code}");
        if (closed.Advice != "reopen")
        {
            return false;
        }

        _world.Trace.Note("reopen", Number, 0, closed.Code);
        Detach();
        _token = null;
        _session = "";
        _submit = 1;
        _attempt = 0;
        ForgetSubscriptions();
        ForgetSubmissions();
        if (_world.Plant.Client == Planted.ClientBug.ForgetsCursor)
        {
            _positions.Clear();
        }

        _open = false;
        Reopen();
        return true;
    }

    private void Working()
    {
        _open = true;
        Consider();
        Tell();
    }

    /// <summary>Tells the server, after this turn, what the page has asked for.</summary>
    private void Tell() => _world.Time.After(1, null, Guarded(() =>
    {
        if (_live)
        {
            foreach (var command in Commands(_wire!))
            {
                Write(command);
            }
        }
        else if (!_opening)
        {
            TellPolling();
        }

        Flush();
    }));

    private int Jitter(int most, int fails) => _world.Dice.Below(Math.Max(1, Math.Min(most, Timing.Pause << Math.Min(fails, 10))) + 1);

    private string OpenEnvelope(object via)
    {
        var text = new StringBuilder("{\"type\":\"open\",\"page\":\"").Append(_pageKey).Append('"');
        if (_token is not null)
        {
            text.Append(",\"token\":\"").Append(_token).Append("\",\"attempt\":").Append(++_attempt);
            _world.Checker.Sessions.Sends(_sessionOfToken, _attempt);
        }

        text.Append(",\"positions\":").Append(CursorText()).Append(",\"subscribe\":[");
        text.AppendJoin(',', SubscribeItems(via));
        return text.Append("]}").ToString();
    }
}
