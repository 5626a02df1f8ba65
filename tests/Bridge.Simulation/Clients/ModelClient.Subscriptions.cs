using System.Text;
using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

internal sealed partial class ModelClient
{
    private readonly SortedDictionary<string, Wish> _subscriptions = new(StringComparer.Ordinal);
    private Dictionary<string, Position> _positions = [];
    private Dictionary<string, Position> _news = [];
    private HashSet<string> _serverMayHave = []; // subscribed in this session, perhaps: such a subscription keeps its place

    private void WantSome()
    {
        for (var number = 0; number < _world.Scenario.Channels; number++)
        {
            Want($"c{number}");
        }

        if (_world.Backend is not null)
        {
            Want(WorldRules.Fed);
        }

        if (_world.Dice.OneIn(2))
        {
            Want(WorldRules.Handled);
        }
    }

    private void Want(string channel) => _subscriptions[channel] = new Wish { Since = _world.Dice.OneIn(3) ? "oldest" : "now" };

    /// <summary>What the server doesn't know yet. Until it answers, every new carrier is told again.</summary>
    private List<string> Commands(object via)
    {
        var commands = new List<string>();
        foreach (var (channel, wish) in _subscriptions)
        {
            if (wish.On || wish.Via == via)
            {
                continue;
            }

            wish.Via = via;
            commands.Add(wish.Gone ? $"{{\"type\":\"unsubscribe\",\"channel\":\"{channel}\"}}" : $"{{\"type\":\"subscribe\",{Asked(channel, wish)}}}");
        }

        return commands;
    }

    private IEnumerable<string> SubscribeItems(object via)
    {
        foreach (var (channel, wish) in _subscriptions)
        {
            if (!wish.On && !wish.Gone && wish.Via != via)
            {
                wish.Via = via;
                yield return $"{{{Asked(channel, wish)}}}";
            }
        }
    }

    private string Asked(string channel, Wish wish)
    {
        var isNew = _serverMayHave.Add(channel);
        if (wish.HeadWhenAsked < 0 || wish.Epoch != _world.Checker.Log.Epoch)
        {
            wish.Epoch = _world.Checker.Log.Epoch;
            wish.HeadWhenAsked = _world.Checker.Log.HeadOf(channel).Offset;
            wish.IsNew = isNew && !_world.Checker.Sessions.SaidLast(_sessionOfToken, channel);
        }

        return $"\"channel\":\"{channel}\",\"since\":\"{(_positions.TryGetValue(channel, out var position) ? position.ToString() : wish.Since)}\"";
    }

    private bool HasCommands(object via) => _subscriptions.Values.Any(wish => !wish.On && wish.Via != via);

    private string CursorText()
    {
        _news = [];
        return PositionsText(_positions.Where(pair => _subscriptions.ContainsKey(pair.Key)));
    }

    private string NewsText()
    {
        var text = PositionsText(_news);
        _news = [];
        return text;
    }

    private static string PositionsText(IEnumerable<KeyValuePair<string, Position>> positions)
    {
        var text = new StringBuilder("{");
        foreach (var (channel, position) in positions)
        {
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(channel).Append("\":\"").Append(position).Append('"');
        }

        return text.Append('}').ToString();
    }

    private void ReceiveChannel(Env e)
    {
        var channel = e.Channel!;
        var wish = _subscriptions.GetValueOrDefault(channel);
        if (e.Type == "message")
        {
            if (wish is null)
            {
                _subscriptions[channel] = new Wish { Gone = true };
                Tell();
            }
            else if (!wish.Gone && Advance(channel, e.Position!.Value))
            {
                _page.Handled(channel, e.Position.Value, e.Item);
                MovedOn();
                if (_world.Strikes(Fault.LeavesAfter))
                {
                    _world.After(_world.Dice.Below(80), Guarded(() => Resubscribe(channel)));
                }
            }

            return;
        }

        if (e.Type == "refused")
        {
            _world.Checker.Require(wish is null or { Gone: true }, Checking.Promise.Protocol, $"{Name} was refused {channel}: {e.Code}");
        }

        if (wish is null)
        {
            return;
        }

        switch (e.Type)
        {
            case "gap" when !wish.Gone:
                Gap(channel, e.Reason!, e.Position!.Value);
                break;
            case "position" when !wish.Gone:
                if (Advance(channel, e.Position!.Value))
                {
                    _page.Moved(channel, e.Position.Value);
                    MovedOn();
                }

                break;
            case "subscribed":
                wish.Via = null;
                if (wish.Gone)
                {
                    Tell();
                    return;
                }

                wish.On = true;
                _page.Subscribed(channel, e.Position!.Value, wish.IsNew && wish.Epoch == e.Position.Value.Epoch ? wish.Since : "", wish.HeadWhenAsked);
                if (!_positions.ContainsKey(channel))
                {
                    Set(channel, e.Position.Value); // otherwise it repeats what the page said, and the page may have gone on since
                }

                break;
            case "unsubscribed" or "refused":
                _serverMayHave.Remove(channel);
                wish.Via = null;
                wish.Gone = false;
                _subscriptions.Remove(channel);
                if (wish.Again)
                {
                    Want(channel);
                    Tell();
                }

                break;
        }
    }

    private void Gap(string channel, string reason, Position position)
    {
        var known = _positions.TryGetValue(channel, out var last);
        if (known && (last == position || (reason != "ahead" && position.IsBefore(last))))
        {
            return; // it was told on the other transport before
        }

        Set(channel, position);
        _page.Gap(channel, reason, position);
        MovedOn();
    }

    private bool Advance(string channel, Position position)
    {
        var isNew = !_positions.TryGetValue(channel, out var handled) || handled.IsBefore(position);
        if (isNew || _world.Plant.Client == Planted.ClientBug.NoDedupe)
        {
            Set(channel, position);
        }

        return isNew || _world.Plant.Client == Planted.ClientBug.NoDedupe;
    }

    private void Set(string channel, Position position) => _positions[channel] = _news[channel] = position;

    /// <summary>The page's handlers go, and come back once the server has confirmed it.</summary>
    private void Resubscribe(string channel)
    {
        if (!_subscriptions.TryGetValue(channel, out var wish) || wish.Gone)
        {
            return;
        }

        _world.Trace.Note("resubscribe", Number, 0, channel);
        _positions.Remove(channel);
        _news.Remove(channel);
        _page.Unsubscribed(channel);
        if (wish.On || wish.Via is not null)
        {
            wish.Gone = true;
            wish.Again = true;
            wish.On = false;
            Tell();
        }
        else
        {
            Want(channel);
        }
    }

    private void ForgetSubscriptions()
    {
        _serverMayHave = [];
        foreach (var (channel, wish) in _subscriptions.ToArray())
        {
            wish.On = wish.Gone = false;
            wish.Via = null;
            if (wish.Again)
            {
                Want(channel);
            }
        }
    }

    private sealed class Wish
    {
        public string Since { get; init; } = "now";

        public bool On { get; set; }

        public bool Gone { get; set; }

        /// <summary>To be subscribed anew once it is gone.</summary>
        public bool Again { get; set; }

        public object? Via { get; set; }

        /// <summary>The server can't have known of it when it was first asked.</summary>
        public bool IsNew { get; set; }

        public Epoch Epoch { get; set; }

        public long HeadWhenAsked { get; set; } = -1;
    }
}
