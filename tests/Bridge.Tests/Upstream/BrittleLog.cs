using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Tests.Upstream;

/// <summary>A log whose appends fail by chance: before they are done, or after, so that nobody is told.</summary>
internal sealed class BrittleLog(IChannelLog log, SeededRandom random) : IChannelLog
{
    /// <summary>Whether anything fails now.</summary>
    public bool IsBrittle { get; set; } = true;

    public async ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
    {
        Fail();
        var result = await log.AppendAsync(channel, entries, expected, cancellationToken);
        Fail();
        return result;
    }

    public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) =>
        log.ReadAsync(channel, after, limit, into, cancellationToken);

    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => log.HeadAsync(channel, cancellationToken);

    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => log.FindAsync(channel, checkpoint, cancellationToken);

    public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);

    private void Fail()
    {
        if (IsBrittle && random.OneIn(10))
        {
            throw new IOException("The store is away.");
        }
    }
}
