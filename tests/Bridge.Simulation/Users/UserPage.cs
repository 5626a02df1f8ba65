using System.Text.Json;
using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>An honest page of a user's: it follows his channels through every end of its session, on either transport, and keeps its place. What it does, the other user must never notice.</summary>
internal sealed partial class UserPage
{
    private readonly World _world;
    private readonly string _key;
    private readonly Dictionary<string, Place> _places;
    private readonly Queue<string> _spoken = new(); // changes of subscriptions that the next poll takes along
    private string? _token;
    private string _session = "";
    private long _attempt = 1;
    private bool _onSocket;
    private bool _isOpen;
    private int _turn; // what an earlier connection still says is not listened to

    public UserPage(World world, Account account, int number)
    {
        _world = world;
        Account = account;
        Number = number;
        _key = $"page{number}";
        _onSocket = world.Dice.OneIn(2);
        _places = account.Channels.ToDictionary(channel => channel, _ => new Place());
        Later(Begin);
        world.After(100, Tend);
    }

    public Account Account { get; }

    public int Number { get; }

    /// <summary>Whether it has everything.</summary>
    public bool IsSettled => _isOpen && _places.All(pair => pair.Value.IsOn && Account.Items[pair.Key].TrueForAll(pair.Value.Handled.Contains));

    public string Describe() => $"page {Number} of {Account.Name} {(_isOpen ? "open" : "not open")} on {(_onSocket ? "a socket" : "polls")}: " + string.Join(", ", _places.Select(pair =>
        $"{pair.Key} {(pair.Value.IsOn ? "on" : "off")} at {pair.Value.At} lacks {string.Join(' ', Account.Items[pair.Key].Where(item => !pair.Value.Handled.Contains(item)).Take(5))}"));

    /// <summary>Changes its transport.</summary>
    public void Switch()
    {
        _onSocket = !_onSocket;
        Begin();
    }

    /// <summary>Leaves a channel for a while, or comes back to one.</summary>
    public void Toggle()
    {
        var channel = _world.Dice.Pick(Account.Channels);
        var place = _places[channel];
        if (!_isOpen || place.At is null)
        {
            return; // without a place of its own it could not say from where it comes back
        }

        place.IsWanted = !place.IsWanted;
        if (place.IsWanted)
        {
            Subscribe(channel);
        }
        else
        {
            place.IsOn = false;
            Unsubscribe($"{{\"type\":\"unsubscribe\",\"channel\":\"{channel}\"}}");
        }
    }

    /// <summary>Ends its session for good, and begins another.</summary>
    public void Close()
    {
        if (_isOpen && _token is { } token)
        {
            _world.Checker.Sessions.MayClose(_session);
            Send(token, "[{\"type\":\"close\"}]");
            Forget();
            Begin();
        }
    }

    /// <summary>Says beside its connection how far it is, or that it reads what it reads.</summary>
    public void SendBeside()
    {
        if (_isOpen && _token is { } token)
        {
            var known = _places.Where(pair => pair.Value is { IsOn: true, At: not null }).Select(pair => pair.Key).ToList();
            Send(token, _world.Dice.OneIn(2) || known.Count == 0 ? $"[{{\"type\":\"ack\",\"positions\":{Positions()}}}]" : $"[{{\"type\":\"subscribe\",\"channel\":\"{_world.Dice.Pick(known)}\"}}]");
        }
    }

    /// <summary>Nothing is to stay left out.</summary>
    public void Calm()
    {
        foreach (var (channel, place) in _places)
        {
            if (!place.IsWanted)
            {
                place.IsWanted = true;
                if (_isOpen)
                {
                    Subscribe(channel);
                }
            }
        }
    }

    private void Begin()
    {
        _turn++;
        _isOpen = false;
        _spoken.Clear();
        LeaveSocket();
        _call?.Abort();
        foreach (var place in _places.Values)
        {
            place.IsOn = false;
        }

        if (!Account.IsIn)
        {
            Later(Begin);
        }
        else if (_onSocket)
        {
            Connect();
        }
        else
        {
            Open();
        }
    }

    private void Later(Action action)
    {
        var turn = _turn;
        _world.Time.After(_world.Between(20, 150), null, () =>
        {
            if (turn == _turn)
            {
                action();
            }
        });
    }

    /// <summary>The session is over; the place in each channel is not.</summary>
    private void Forget()
    {
        (_token, _session, _attempt) = (null, "", 1);
    }

    /// <summary>Asks once more for what it was refused.</summary>
    private void Tend()
    {
        _world.After(100, Tend);
        if (_isOpen)
        {
            foreach (var (channel, place) in _places)
            {
                if (place is { IsWanted: true, IsOn: false } && (place.IsRefused || _onSocket) && _world.Dice.OneIn(3))
                {
                    Subscribe(channel);
                }
            }
        }

        TendSocket();
    }

    private void Subscribe(string channel)
    {
        _places[channel].IsRefused = false;
        Speak(SubscribeWord(channel)); // on polls each one asks for what is wanted and not there yet
    }

    private void Unsubscribe(string word)
    {
        if (!_onSocket)
        {
            _spoken.Enqueue(word);
        }

        Speak(word);
    }

    private string SubscribeWord(string channel) => $"{{\"type\":\"subscribe\",\"channel\":\"{channel}\",\"since\":\"{Since(channel)}\"}}";

    private string Since(string channel) => _places[channel].At?.ToString() ?? "oldest";

    private string Positions() => JsonSerializer.Serialize(_places.Where(pair => pair.Value.At is not null).ToDictionary(pair => pair.Key, pair => pair.Value.At.ToString()));

    private string OpenFrame(bool withToken)
    {
        var wanted = string.Join(',', _places.Where(pair => pair.Value.IsWanted).Select(pair => $"{{\"channel\":\"{pair.Key}\",\"since\":\"{Since(pair.Key)}\"}}"));
        var known = _token is null ? "" : $",\"attempt\":{_attempt += 1},\"positions\":{Positions()}{(withToken ? $",\"token\":\"{_token}\"" : "")}";
        return $"{{\"type\":\"open\",\"page\":\"{_key}\"{known},\"subscribe\":[{wanted}]}}";
    }

    private sealed class Place
    {
        public bool IsWanted { get; set; } = true;

        /// <summary>Whether the server said that it reads the channel.</summary>
        public bool IsOn { get; set; }

        public bool IsRefused { get; set; }

        public Position? At { get; set; }

        public HashSet<long> Handled { get; } = [];
    }
}
