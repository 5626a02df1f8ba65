namespace Bridge.Fuzz.Sites;

/// <summary>What a client sends, in pieces, and what it is sent. When all was read it is silent, until it ends.</summary>
internal sealed class Wire(byte[] incoming, int piece, bool ends) : Stream
{
    private readonly MemoryStream _sent = new();
    private TaskCompletionSource<int>? _starving;
    private int _read;
    private bool _ended = ends;

    /// <summary>Whether somebody waits for more.</summary>
    public bool IsStarving => _starving is not null;

    /// <summary>What was written.</summary>
    public byte[] Sent => _sent.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The client closes the connection.</summary>
    public void End()
    {
        _ended = true;
        var starving = _starving;
        _starving = null;
        starving?.TrySetResult(0);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(Math.Min(buffer.Length, piece), incoming.Length - _read);
        if (count > 0 || buffer.IsEmpty || _ended)
        {
            incoming.AsSpan(_read, count).CopyTo(buffer.Span);
            _read += count;
            return ValueTask.FromResult(count);
        }

        _starving = new TaskCompletionSource<int>();
        return new ValueTask<int>(_starving.Task);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _sent.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _sent.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A socket that is cut reads no more.</summary>
    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }
}
