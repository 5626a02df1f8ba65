using System.Runtime.InteropServices;

namespace Bridge.Transports.Limits;

/// <summary>How many of something each has at this moment.</summary>
internal sealed class CountBook<TKey>(int most)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, int> _counts = [];

    /// <summary>One more, or false when there are as many as may be.</summary>
    public bool TryEnter(TKey key)
    {
        lock (_lock)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
            if (count >= most)
            {
                return false;
            }

            count++;
            return true;
        }
    }

    /// <summary>One less.</summary>
    public void Leave(TKey key)
    {
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, key) == 0)
            {
                _counts.Remove(key);
            }
        }
    }
}
