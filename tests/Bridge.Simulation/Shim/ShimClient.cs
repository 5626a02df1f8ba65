using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

/// <summary>A page that runs the real shim. What happens to it is told to its process; what it does goes through the same network, and is judged as the model's doings are.</summary>
internal sealed partial class ShimClient : IPageClient
{
    private readonly World _world;
    private readonly Browser _browser;
    private readonly Tab _tab;
    private readonly PageRecord _page;
    private readonly Site _site;
    private readonly List<(string What, object?[] More)> _later = [];
    private bool _alive;
    private bool _gone;
    private bool _storageFull;
    private bool _hasKept; // what is in the tab is this page's
    private bool _frozen;
    private bool _away; // in the back/forward cache
    private string _state = "";
    private string _session = "";
    private string? _token;
    private long _armed = -1;
    private int _arming;

    private ShimClient(World world, string user, Browser browser, Tab tab, PageRecord page, Site site)
    {
        _world = world;
        User = user;
        _browser = browser;
        _tab = tab;
        _page = page;
        _site = site;
        Number = world.Clients.Count;
        tab.Shown = this;
        world.Clients.Add(this);
    }

    public int Number { get; }

    public string User { get; }

    public string SessionNow => _session;

    public string? TokenNow => _token;

    public bool IsSettled => _gone || (_alive && !_away && _state == "open" && _session.Length > 0 && _pending.Count == 0 && _toSubmit == 0 && _wishes.Keys.All(_page.IsComplete));

    private string Name => $"client {Number}";

    public static void Join(World world, string user)
    {
        var site = new Site(world.Dice.Below(4) switch { 0 => "polling", 1 => "websocket", _ => "auto" }, Resumes: world.Dice.Below(4) > 0);
        var client = new ShimClient(world, user, new Browser(world), new Tab(), new PageRecord(world, user, $"page {world.Clients.Count}"), site);
        client.WantSome();
        client.LoadIn(world.Dice.Below(300), []);
    }

    public static Position PositionOf(JsonElement text) => Position.TryParse(text.GetString(), out var position) ? position : throw new FormatException($"{text} is no position");

    public string Describe() =>
        $"{_state}, alive {_alive}, away {_away}, frozen {_frozen}, session {_session}, pending {_pending.Count}, to submit {_toSubmit}, attempt of {_world.Checker.Sessions.AttemptOf(_session)}, wants {string.Join(", ", _wishes.Keys)}; {_page.Describe()}";

    /// <summary>Something happens to the page: not when it is gone, and later when it sleeps.</summary>
    public void Happen(string what, params object?[] more)
    {
        if (_gone)
        {
            return;
        }

        if (_frozen || _away)
        {
            _later.Add((what, more));
            return;
        }

        Inbound(what is "body" or "message" ? (string)more[1]! : "");
        _storageFull = what == "full" ? (bool)more[0]! : _storageFull;
        var told = _world.Shim!.Tell(Number, _world.Milliseconds, what, more);
        using var json = told.Json;
        _world.Trace.Note(what, Number, (long)HashOf(told.Bytes.Span), _world.Trace.IsReadable ? Read(more, told.Bytes.Span) : null);
        foreach (var effect in json.RootElement.EnumerateArray().Skip(1))
        {
            Follow(effect);
        }

        CheckGapsTold();
        Arm(json.RootElement[0].GetInt64());
    }

    /// <summary>One wait for the page's next timer. It may run a little late, never early.</summary>
    private void Arm(long due)
    {
        if (due == _armed)
        {
            return;
        }

        _armed = due;
        var mine = ++_arming;
        if (due >= 0)
        {
            _world.Time.At(Math.Max(_world.Time.Now, (due * TimeSpan.TicksPerMillisecond) + _world.Between(0, 1)), null, () =>
            {
                if (mine == _arming)
                {
                    _armed = -1;
                    Happen("timer");
                }
            });
        }
    }

    private void WakeUp()
    {
        var later = _later.ToArray();
        _later.Clear();
        foreach (var (what, more) in later)
        {
            Happen(what, more);
        }
    }

    private static string Read(object?[] more, ReadOnlySpan<byte> effects) =>
        Padding().Replace($"{string.Join(' ', more.Select(one => one is string ? one : JsonSerializer.Serialize(one)))} => {Encoding.UTF8.GetString(effects)}", "x…");

    [GeneratedRegex("x{20,}")]
    private static partial Regex Padding();

    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * 0x100000001B3;
        }

        return hash;
    }

    /// <summary>What the application chose for all its pages.</summary>
    private sealed record Site(string Mode, bool Resumes);
}
