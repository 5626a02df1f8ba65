using System.Diagnostics;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>What this node knows of how full the store is. As long as there is plenty of room an append need not ask; near a limit it asks under a lock.</summary>
internal sealed class StoreRoom(Retention retention)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _age = new();
    private long _bytes;
    private long _channels;

    /// <summary>Whether an append has to count: the last count is a second old, or nine tenths are used.</summary>
    public bool IsNear
    {
        get
        {
            lock (_gate)
            {
                return !_age.IsRunning || _age.ElapsedMilliseconds > 1_000 || _bytes > retention.StoreBytes / 10 * 9 || _channels > retention.MaxChannels / 10 * 9;
            }
        }
    }

    public (long Bytes, long Channels) Known
    {
        get
        {
            lock (_gate)
            {
                return (_bytes, _channels);
            }
        }
    }

    public void Counted(long bytes, long channels)
    {
        lock (_gate)
        {
            (_bytes, _channels) = (bytes, channels);
            _age.Restart();
        }
    }

    public void Grew(long bytes, int channels)
    {
        lock (_gate)
        {
            _bytes += bytes;
            _channels += channels;
        }
    }
}
