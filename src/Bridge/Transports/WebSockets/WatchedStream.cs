using System.Runtime.CompilerServices;

namespace Bridge.Transports.WebSockets;

/// <summary>A socket's bytes on their way to the framework, seen by a watch. Once the watch has told the socket to go, nothing more is read of it: a flood stays in the network.</summary>
internal sealed class WatchedStream(Stream inner, FrameWatch watch) : Stream
{
    private TaskCompletionSource? _over;
    private bool _isDisposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (watch.IsOver)
        {
            await EndAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        watch.See(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Sockets are read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Sockets are written asynchronously.");

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Volatile.Write(ref _isDisposed, true);
            Volatile.Read(ref _over)?.TrySetResult();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Ends when the framework gives the stream up.</summary>
    private Task EndAsync()
    {
        var over = _over ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _over, over);
        if (Volatile.Read(ref _isDisposed))
        {
            over.TrySetResult();
        }

        return over.Task;
    }
}
