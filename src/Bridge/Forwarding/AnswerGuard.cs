namespace Bridge.Forwarding;

/// <summary>
/// A connection to the backend. Where it ends after a request was written and before anything came back, reading fails instead of just ending: <see cref="SocketsHttpHandler"/> takes a bare end for a stale connection
/// and sends the request again, up to three times, and nobody knows whether the backend had carried it out. Where the backend closes while a body is still being written, the rest is thrown away, so that the answer it
/// may have given before is read and not lost.
/// </summary>
internal sealed class AnswerGuard(Stream inner) : Stream
{
    private volatile bool _asked;
    private volatile bool _deaf;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
        {
            _asked = false;
        }
        else if (_asked && buffer.Length > 0)
        {
            throw new UnansweredException();
        }

        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var begun = _asked;
        _asked = true;
        if (_deaf)
        {
            return;
        }

        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (begun)
        {
            _deaf = true; // it takes no more of the body; perhaps it has said why (413), which is read next
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
