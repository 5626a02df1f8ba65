namespace Bridge.Forwarding;

/// <summary>Remembers what was read of a body while nobody knows yet whether it is passed on as it is.</summary>
internal sealed class RecordedStream(Stream inner) : Stream
{
    private MemoryStream? _seen = new();

    /// <summary>How many bytes were read so far, while they are remembered.</summary>
    public long Seen => _seen?.Length ?? 0;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives what was read, and remembers no more.</summary>
    public ReadOnlyMemory<byte> Forget()
    {
        var seen = _seen!.GetBuffer().AsMemory(0, (int)_seen.Length);
        _seen = null;
        return seen;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _seen?.Write(buffer.Span[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
