using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The application's own look into a channel.</summary>
internal sealed class ChannelReader(ChannelRules rules, IChannelLog log) : IChannelReader
{
    public async ValueTask<Position> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Check(channel);
        return (await log.HeadAsync(channel, cancellationToken).ConfigureAwait(false)).Head;
    }

    public async ValueTask<Snapshot<TState>> SnapshotAsync<TState>(
        ChannelName channel, Func<CancellationToken, ValueTask<TState>> load, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(channel, cancellationToken).ConfigureAwait(false);
        return new Snapshot<TState>(await load(cancellationToken).ConfigureAwait(false), head);
    }

    public async ValueTask<ChannelMessages> ReadAsync(ChannelName channel, Since since, int limit, CancellationToken cancellationToken)
    {
        Check(channel);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        var head = await log.HeadAsync(channel, cancellationToken).ConfigureAwait(false);
        var messages = new List<Message>();
        var read = await log.ReadAsync(channel, since.Resolve(head.Head, head.Tail), new ReadLimit(limit, int.MaxValue), messages, cancellationToken).ConfigureAwait(false);
        messages.RemoveAll(message => !message.Audience.Includes(TagSet.None));
        return new ChannelMessages(messages, read.UpTo, read.Gap is { } reason ? new Gap(channel, reason, read.GapResume) : null);
    }

    private void Check(ChannelName channel)
    {
        if (rules.Find(channel) is null)
        {
            throw new BridgeException(Refusal.ChannelForbidden, $"Declare '{channel}' in AddBridge(o => o.Channels.Add(…)).");
        }
    }
}
