namespace Bridge.Stores.Memory;

/// <summary>The payload bytes of all channels together. Safe from any thread.</summary>
internal sealed class ByteBudget(long limit)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes if they fit. Taking nothing, or giving back, always fits.</summary>
    public bool TryTake(long bytes)
    {
        var used = Used;
        while (bytes <= 0 || used + bytes <= limit)
        {
            var before = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (before == used)
            {
                return true;
            }

            used = before;
        }

        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);
}
