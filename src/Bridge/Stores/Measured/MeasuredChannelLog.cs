using Bridge.Diagnostics;
using Bridge.Messaging;

namespace Bridge.Stores.Measured;

/// <summary>A log whose calls are timed while somebody listens.</summary>
internal sealed class MeasuredChannelLog(IChannelLog log, StoreMeter meter) : IChannelLog
{
    public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("log.append", StoreMeter.Now, log.AppendAsync(channel, entries, expected, cancellationToken)) : log.AppendAsync(channel, entries, expected, cancellationToken);

    public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("log.read", StoreMeter.Now, log.ReadAsync(channel, after, limit, into, cancellationToken)) : log.ReadAsync(channel, after, limit, into, cancellationToken);

    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("log.head", StoreMeter.Now, log.HeadAsync(channel, cancellationToken)) : log.HeadAsync(channel, cancellationToken);

    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("log.find", StoreMeter.Now, log.FindAsync(channel, checkpoint, cancellationToken)) : log.FindAsync(channel, checkpoint, cancellationToken);

    public ValueTask TrimAsync(CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("log.trim", StoreMeter.Now, log.TrimAsync(cancellationToken)) : log.TrimAsync(cancellationToken);
}
