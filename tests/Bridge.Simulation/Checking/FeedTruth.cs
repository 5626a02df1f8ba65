using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>What the backend had, life by life, and what of it stands in its channel: each item once, in the backend's order, without a hole, whoever polled it.</summary>
internal sealed class FeedTruth(World world)
{
    private readonly Dictionary<long, (int Life, int Number, long Cursor)> _items = [];
    private int _life;
    private int _made; // in this life
    private (int Life, int Number, long Cursor) _last = (-1, 0, 0);

    /// <summary>The cursor of the last item that stands in the log.</summary>
    public long Cursor => _last.Cursor;

    /// <summary>Whether no item of an earlier life is the last one in the log.</summary>
    public bool IsNoticed => _last.Life < 0 || _last.Life == _life;

    /// <summary>Whether all of the backend's present life stands in the log.</summary>
    public bool IsComplete => _made == 0 || (_last.Life == _life && _last.Number == _made);

    /// <summary>The backend begins anew.</summary>
    public void BeginLife(int life)
    {
        _life = life;
        _made = 0;
    }

    /// <summary>The backend has an item.</summary>
    public void Made(long item, int life, int number, long cursor)
    {
        _items[item] = (life, number, cursor);
        _made = number;
    }

    /// <summary>The store lost all.</summary>
    public void Clear() => _last = (-1, 0, 0);

    /// <summary>An item came into the channel.</summary>
    public void Appended(long item)
    {
        if (!_items.TryGetValue(item, out var it))
        {
            world.Checker.Require(false, Promise.Invented, $"item {item} stands in {WorldRules.Fed}, and the backend never had it");
            return;
        }

        var isNext = it.Life == _last.Life ? it.Number == _last.Number + 1 : it.Life > _last.Life && it.Number == 1;
        world.Checker.Require(isNext, Promise.Upstream, $"item {it.Number} of the backend's life {it.Life} stands in {WorldRules.Fed} behind item {_last.Number} of life {_last.Life}");
        _last = it;
    }

    public string Describe() => $"the backend has {_made} items in its life {_life}; the last in {WorldRules.Fed} is item {_last.Number} of life {_last.Life}";
}
