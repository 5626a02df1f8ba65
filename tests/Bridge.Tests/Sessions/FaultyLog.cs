using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>A log whose calls can be counted, failed and held up.</summary>
internal sealed class FaultyLog(IChannelLog log) : IChannelLog
{
    /// <summary>Asked before each read and head; an exception it throws is the call's.</summary>
    public Func<ChannelName, Task>? Before { get; set; }

    public int Reads { get; private set; }

    public int Heads { get; private set; }

    public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) =>
        log.AppendAsync(channel, entries, expected, cancellationToken);

    public async ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        Reads++;
        await (Before?.Invoke(channel) ?? Task.CompletedTask).ConfigureAwait(false);
        return await log.ReadAsync(channel, after, limit, into, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Heads++;
        await (Before?.Invoke(channel) ?? Task.CompletedTask).ConfigureAwait(false);
        return await log.HeadAsync(channel, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        log.FindAsync(channel, checkpoint, cancellationToken);

    public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);
}
