using System.Text.Json;
using Bridge.Messaging;
using Bridge.Simulation.Checking;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    private int _gaps; // told to the connection's listener and not yet to the subscription's

    private void Follow(JsonElement effect)
    {
        var e = new Effect(effect);
        switch (e.Name)
        {
            case "fetch": Fetch(e); break;
            case "abort": Abort(e.Int(1)); break;
            case "socket": Connect(e.Int(1)); break;
            case "frame": Send(e.Int(1), e.Text(2)); break;
            case "close": Close(e.Int(1)); break;
            case "lock": _browser.Ask(this, e.Int(1), e.Text(2)); break;
            case "unlock": _browser.Free(this, e.Int(1)); break;
            case "stored": Store(e.Text(1), effect[2].GetString()); break;
            case "state": _state = e.Text(1); break;
            case "transport": break;
            case "session": Greeted(e.Text(1)); break;
            case "at": At(e.Text(1), e.Text(2)); break;
            case "handled": Handled(e.Text(1), PositionOf(effect[2]), e.Long(3)); break;
            case "gap": Gap(e.Text(1), e.Text(2), PositionOf(effect[3])); break;
            case "ongap": _gaps--; break;
            case "wanted": Want(e.Text(1), e.Text(2)); break;
            case "unsubscribed": _page.Unsubscribed(e.Text(1)); break;
            case "settled": Settled(e); break;
            case "within": Within(e); break;
            case "died": Died(); break;
            case "error": Complained(e.Text(1), e.Text(3)); break;
            default: _world.Checker.Require(false, Promise.Threw, $"{Name}: {effect}"); break;
        }
    }

    private void Store(string key, string? value)
    {
        if (value is null)
        {
            _tab.Items.Remove(key);
        }
        else
        {
            _tab.Items[key] = value;
            _hasKept = true;
        }
    }

    private void Greeted(string session)
    {
        _session = session;
        if (session.Length > 0)
        {
            _page.Opened(session);
        }
    }

    /// <summary>The cursor stands somewhere, for another reason than a message or a gap.</summary>
    private void At(string channel, string text)
    {
        if (!Position.TryParse(text, out var position))
        {
            return;
        }

        BeganInside(channel);
        if (_page.HandledOf(channel) is not { } handled)
        {
            Began(channel, position);
            return;
        }

        _world.Checker.Require(handled.Epoch == position.Epoch, Promise.Lost, $"{Name} went on in {channel} from {handled} to {position} without a gap");
        _world.Checker.Require(!position.IsBefore(handled), Promise.DoubledOrReordered, $"{Name} went back in {channel} from {handled} to {position}");
        _page.Moved(channel, position);
    }

    private void Handled(string channel, Position position, long item)
    {
        BeganInside(channel);
        _page.Handled(channel, position, item);
    }

    private void Gap(string channel, string reason, Position position)
    {
        _gaps++;
        BeganInside(channel);
        _page.Gap(channel, reason, position);
    }

    private void CheckGapsTold()
    {
        _world.Checker.Require(_gaps == 0 || _gone, Promise.Lost, $"{Name} told a gap to its connection and not to its subscription, or the other way round");
        _gaps = 0;
    }

    private void Complained(string code, string text) =>
        _world.Checker.Require(code == "handler_threw" && text.Contains("the handler of", StringComparison.Ordinal), Promise.Threw, $"{Name} reported {code}: {text}");

    /// <summary>The page's process died in the middle of this.</summary>
    private void Died()
    {
        _alive = false;
        _world.After(0, () => ComeBack(gently: false));
    }

    private readonly struct Effect(JsonElement json)
    {
        public string Name => json[0].GetString()!;

        public string Text(int index) => json[index].GetString()!;

        public int Int(int index) => json[index].GetInt32();

        public long Long(int index) => json[index].GetInt64();

        public JsonElement this[int index] => json[index];
    }
}
