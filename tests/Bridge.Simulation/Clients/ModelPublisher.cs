using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

/// <summary>The application that publishes, on whichever node: one message after the other; what fails or is not answered is tried again with the same key.</summary>
internal sealed class ModelPublisher
{
    private const int PatienceMs = 700;

    private readonly World _world;
    private readonly bool _hasKeys;
    private int _left;
    private int _try;

    public ModelPublisher(World world, int number)
    {
        _world = world;
        Number = number;
        _hasKeys = world.Dice.Below(4) > 0;
        _left = world.Scenario.Publishes;
        Pause(world.Scenario.StormMs / (_left + 1));
    }

    public int Number { get; }

    public bool IsDone => _left == 0;

    private void Pause(int most)
    {
        if (_left > 0)
        {
            _world.After(_world.Dice.OneIn(3) ? 0 : _world.Dice.Below(most + 1) * 2, Next);
        }
    }

    private void Next()
    {
        var channel = $"c{_world.Dice.Below(_world.Scenario.Channels)}";
        var payloads = new List<Payload>();
        var items = new List<long>();
        for (var count = _world.Dice.OneIn(6) ? 2 + _world.Dice.Below(6) : 1; count > 0; count--)
        {
            items.Add(_world.NextItem());
            payloads.Add(Payload.Json(Item.Write(items[^1], _world.Dice.OneIn(5) ? _world.Dice.Below(600) : 0)));
        }

        Try(channel, payloads, items, AudienceOf(), _hasKeys ? $"k{items[0]}" : null);
    }

    private void Try(string channel, List<Payload> payloads, List<long> items, Audience audience, string? key)
    {
        var mine = ++_try;
        _world.After(PatienceMs, () => Again(mine, channel, payloads, items, audience, key));
        if (_world.AnyNode() is { } node)
        {
            _ = PublishAsync(node, mine, channel, payloads, items, audience, key);
        }
    }

    private async Task PublishAsync(Node node, int mine, string channel, List<Payload> payloads, List<long> items, Audience audience, string? key)
    {
        try
        {
            var epoch = _world.Checker.Log.Epoch;
            var result = await node.Publisher.PublishAsync(channel, payloads, audience, key, CancellationToken.None);
            CheckAccepted(channel, items, result, epoch);
            if (mine == _try)
            {
                _try++;
                _left--;
                Pause(_world.Scenario.StormMs / (_world.Scenario.Publishes + 1));
            }
        }
        catch (Exception fault) when (fault is IOException or BridgeException)
        {
            _world.Time.After(_world.Between(1, 100), null, () => Again(mine, channel, payloads, items, audience, key));
        }
    }

    private void Again(int mine, string channel, List<Payload> payloads, List<long> items, Audience audience, string? key)
    {
        if (mine != _try)
        {
            return;
        }

        if (key is not null)
        {
            Try(channel, payloads, items, audience, key);
        }
        else
        {
            _try++; // nobody knows whether it was accepted: without a key it must not be tried again
            _left--;
            Pause(10);
        }
    }

    private void CheckAccepted(string channel, List<long> items, PublishResult result, Epoch epoch)
    {
        var log = _world.Checker.Log;
        if (epoch != log.Epoch)
        {
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var position = result.Last.Plus(i + 1 - items.Count);
            var item = items[i];
            _world.Checker.Require(log.Find(channel, item) == position, Promise.Publish, $"item {item} was accepted at {position} of {channel}, it stands at {log.Find(channel, item)}");
        }
    }

    private Audience AudienceOf()
    {
        var clients = _world.Clients;
        return _world.Dice.Below(10) switch
        {
            0 => Audience.Tagged("even"),
            1 => Audience.Tagged("odd"),
            2 => Audience.User($"u{_world.Dice.Below(_world.Scenario.Clients)}"),
            3 => Audience.Everyone.But("even"),
            4 when clients.Count > 0 && _world.Dice.Pick(clients).SessionNow is { Length: > 0 } session => Audience.Session(new SessionId(session)),
            5 => Audience.Tagged("nobody"),
            _ => Audience.Everyone,
        };
    }
}
