using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.TestKit.Hosts;

/// <summary>A log between a host and its store: counts the reads of readers, holds them up, or fails. The pumps of channels are left alone.</summary>
public sealed class WatchedLog(IChannelLog log) : IChannelLog
{
    private int _reads;
    private TaskCompletionSource? _held;
    private TaskCompletionSource? _reached;

    /// <summary>How often a reader read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What every call throws; null: none does.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Puts it into a host.</summary>
    public void Enter(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IChannelLog>(this));

    /// <summary>The next read that finds messages is held up with them in its hand; the task says when one is.</summary>
    public Task HoldNextRead()
    {
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _reached.Task;
    }

    /// <summary>Lets it go on.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw fault : log.AppendAsync(channel, entries, expected, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        if (Fault is { } fault)
        {
            throw fault;
        }

        var before = into.Count;
        var read = await log.ReadAsync(channel, after, limit, into, cancellationToken);
        if (limit.Bytes == int.MaxValue)
        {
            return read; // a pump's: it looks, it delivers nothing
        }

        Interlocked.Increment(ref _reads);
        if (_held is { } held && into.Count > before)
        {
            _reached!.TrySetResult();
            await held.Task;
        }

        return read;
    }

    /// <inheritdoc/>
    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw fault : log.HeadAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => log.FindAsync(channel, checkpoint, cancellationToken);

    /// <inheritdoc/>
    public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);
}
