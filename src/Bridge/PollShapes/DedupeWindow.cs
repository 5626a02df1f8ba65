namespace Bridge.PollShapes;

/// <summary>The ids that were seen last. A backend that began anew uses them again: after a reset the window is emptied.</summary>
internal sealed class DedupeWindow
{
    private readonly int _size;
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _ids = [];

    /// <summary>A window for so many ids, which begins with these.</summary>
    public DedupeWindow(int size, IEnumerable<string> ids)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _size = size;
        foreach (var id in ids)
        {
            Add(id);
        }
    }

    /// <summary>The ids, the oldest first: what to keep over a restart.</summary>
    public IReadOnlyCollection<string> Ids => _order;

    /// <summary>The items that weren't seen, each id once. Items without an id are all new. They count as seen only when they are added.</summary>
    public IReadOnlyList<AnswerItem> New(IReadOnlyList<AnswerItem> items)
    {
        var here = new HashSet<string>();
        return [.. items.Where(item => item.Id is null || (!_ids.Contains(item.Id) && here.Add(item.Id)))];
    }

    /// <summary>From now on this id was seen; the oldest is forgotten when the window is full.</summary>
    public void Add(string id)
    {
        if (!_ids.Add(id))
        {
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > _size)
        {
            _ids.Remove(_order.Dequeue());
        }
    }

    /// <summary>Nothing was seen.</summary>
    public void Clear()
    {
        _order.Clear();
        _ids.Clear();
    }
}
