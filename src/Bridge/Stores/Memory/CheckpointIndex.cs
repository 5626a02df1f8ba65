namespace Bridge.Stores.Memory;

/// <summary>Where the kept entries with checkpoints stand. Not safe for two threads at once.</summary>
internal sealed class CheckpointIndex
{
    private readonly Dictionary<string, long> _newest = new(StringComparer.Ordinal);
    private readonly Queue<(long Offset, string Text)> _order = [];

    public void Add(string text, long offset)
    {
        _newest[text] = offset;
        _order.Enqueue((offset, text));
    }

    public long? Find(string text) => _newest.TryGetValue(text, out var offset) ? offset : null;

    /// <summary>Forgets those up to an offset.</summary>
    public void Forget(long upTo)
    {
        while (_order.TryPeek(out var oldest) && oldest.Offset <= upTo)
        {
            _order.Dequeue();
            if (_newest.TryGetValue(oldest.Text, out var newest) && newest == oldest.Offset)
            {
                _newest.Remove(oldest.Text);
            }
        }
    }
}
