using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    private readonly SortedDictionary<string, Wish> _wishes = new(StringComparer.Ordinal);

    /// <summary>Whether the page began without anything kept: then no subscription of its session is older than the page.</summary>
    private bool IsNew { get; set; }

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

    private void Want(string channel) => Want(channel, AnySince());

    private string AnySince() => _world.Dice.OneIn(3) ? "oldest" : "now";

    private void Want(string channel, string since) => _wishes[channel] = new Wish(since, _world.Checker.Log.HeadOf(channel), IsAgain: _wishes.ContainsKey(channel));

    /// <summary>The page's handlers go and come back at once.</summary>
    private void Resubscribe()
    {
        var channel = _world.Dice.Pick([.. _wishes.Keys]);
        Happen("unsubscribe", channel);
        var since = AnySince();
        if (_world.Dice.OneIn(2))
        {
            Happen("subscribe", channel, since);
        }
        else
        {
            _world.After(_world.Dice.Below(100), () => Happen("subscribe", channel, since));
        }
    }

    private void Began(string channel, Position position)
    {
        if (_wishes.TryGetValue(channel, out var wish))
        {
            var isJudged = IsNew && wish.Asked.Epoch == position.Epoch;
            _page.Subscribed(channel, position, isJudged ? wish.Since : "", wish.Asked.Offset);
        }
    }

    /// <summary>The channel began and went on within one answer or frame.</summary>
    private void BeganInside(string channel)
    {
        if (_page.HandledOf(channel) is null && _inbound.FindLast(e => e.Type == "subscribed" && e.Channel == channel)?.Position is { } position)
        {
            Began(channel, position);
        }
    }

    /// <summary>What the page wants of a channel, where the channel stood when it said so, and whether it had it before: then an older cursor of it may be kept.</summary>
    private sealed record Wish(string Since, Position Asked, bool IsAgain);
}
