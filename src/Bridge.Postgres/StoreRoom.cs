using System.Diagnostics;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>What this node knows of how full the store is. As long as there is plenty of room an append need not ask; near a limit it asks under a lock.</summary>
internal sealed class StoreRoom(Retention retention)
{
    private const long Margin = 64 << 20; // more than all nodes together append in a second
    private const long ChannelMargin = 10_000;

    private readonly Lock _gate = new();
    private readonly Stopwatch _age = new();
    private long _bytes;
    private long _channels;

    /// <summary>Whether an append has to count: the last count is a second old, or what all nodes may have appended since then could fill the store.</summary>
    /// <param name="makes">Whether channels begin with it.</param>
    public bool IsNear(bool makes)
    {
        lock (_gate)
        {
            return !_age.IsRunning || _age.ElapsedMilliseconds > 1_000 || _bytes + Margin > retention.StoreBytes || (makes && _channels + ChannelMargin > retention.MaxChannels);
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
