using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Postgres;

/// <summary>What this node remembers of channels. A new epoch forgets all of it at once.</summary>
internal sealed class ChannelCache
{
    private readonly HotTails _hot;
    private readonly ChannelReads _reads;
    private readonly ConcurrentDictionary<ChannelName, int> _attended = [];
    private volatile Life _life;

    private sealed record Life(Epoch Epoch, ConcurrentDictionary<ChannelName, PostgresChannel> Channels);

    public ChannelCache(Epoch epoch, HotTails hot, ChannelReads reads)
    {
        (_hot, _reads) = (hot, reads);
        _life = new Life(epoch, []);
    }

    /// <summary>The channels in which somebody waits on this node.</summary>
    public ICollection<ChannelName> Attended => _attended.Keys;

    /// <summary>The channel in the epoch that holds now.</summary>
    public PostgresChannel this[ChannelName name]
    {
        get
        {
            var life = _life;
            return life.Channels.TryGetValue(name, out var channel)
                ? channel
                : life.Channels.GetOrAdd(name, static (name, ask) => new PostgresChannel(name, ask.life.Epoch, ask._hot, ask._reads.LookAsync), (life, _hot, _reads));
        }
    }

    public Epoch Epoch => _life.Epoch;

    public bool IsAttended(ChannelName channel) => _attended.ContainsKey(channel);

    public void Attend(ChannelName channel) => _attended.AddOrUpdate(channel, 1, static (_, count) => count + 1);

    public void Leave(ChannelName channel)
    {
        while (_attended.TryGetValue(channel, out var count))
        {
            if (count > 1 ? _attended.TryUpdate(channel, count - 1, count) : _attended.TryRemove(new(channel, count)))
            {
                return;
            }
        }
    }

    /// <summary>What this node's transaction has committed.</summary>
    public void Committed(IReadOnlyCollection<ChannelDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            if (draft.Added.Count > 0 && this[draft.Name] is { } channel && channel.Epoch == draft.Added[0].Position.Epoch)
            {
                channel.Committed(draft.State, draft.Added);
            }
        }
    }

    public void Begin(Epoch epoch) => _life = new Life(epoch, []);

    /// <summary>Forgets channels that nobody asks for: names that somebody made up must not stay.</summary>
    public void Sweep()
    {
        foreach (var (name, channel) in _life.Channels)
        {
            if (!IsAttended(name) && channel.Forget())
            {
                _life.Channels.TryRemove(new(name, channel));
            }
        }
    }
}
