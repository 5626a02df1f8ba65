using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Stores;

/// <summary>The log as one node reaches it. What is appended is told to the checker at the moment it is.</summary>
internal sealed class SimLog(World world, SimStore store, StoreCalls calls) : IChannelLog
{
    public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) =>
        calls.SyncedAsync(
            () =>
            {
                var result = store.Channels.AppendAsync(channel, entries, expected, CancellationToken.None).Result;
                if (result.Status == AppendStatus.Appended)
                {
                    store.Journal(channel, entries);
                }

                if (channel != SessionOrder.Channel) // what nodes tell each other is nobody's payload
                {
                    world.Checker.Log.Appended(channel, entries.Span, expected, result);
                }

                return result;
            },
            cancellationToken);

    public async ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        var (read, messages) = await calls.CallAsync(
            () =>
            {
                var messages = new List<Message>();
                return (store.Channels.ReadAsync(channel, after, limit, messages, CancellationToken.None).Result, messages);
            },
            cancellationToken).ConfigureAwait(false);
        into.AddRange(messages);
        return read;
    }

    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Channels.HeadAsync(channel, CancellationToken.None).Result, cancellationToken);

    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Channels.FindAsync(channel, checkpoint, CancellationToken.None).Result, cancellationToken);

    public async ValueTask TrimAsync(CancellationToken cancellationToken) =>
        await calls.CallAsync(
            () =>
            {
                _ = store.Channels.TrimAsync(CancellationToken.None);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
}
