using System.IO.Compression;
using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Migration;

/// <summary>Looks on while an answer passes by: counts its bytes and keeps its beginning. The client gets each byte when and as it would have.</summary>
internal sealed class AnswerTap : Stream
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _real;
    private readonly Stream _body;
    private readonly int _limit;
    private readonly MemoryStream _kept = new();
    private bool _isOver;
    private bool _isRead;
    private LegacyAnswer? _answer;

    /// <summary>Begins to look on.</summary>
    /// <param name="context">Whose answer.</param>
    /// <param name="limit">How many bytes are kept; an answer with more can't be looked at.</param>
    public AnswerTap(HttpContext context, int limit)
    {
        _context = context;
        _real = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _body = _real.Stream;
        _limit = limit;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(this, _real));
    }

    /// <summary>How many bytes the answer's body had, as they were sent.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The answer; null when it was too long to be kept, or its encoding can't be undone. Not before it has passed by.</summary>
    public LegacyAnswer? Answer()
    {
        if (!_isRead)
        {
            _isRead = true;
            _answer = Bytes <= _limit && Decoded() is { } body ? Answer(_context.Response, body) : null;
        }

        return _answer;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _body.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Bytes += buffer.Length;
        if (Bytes <= _limit)
        {
            _kept.Write(buffer.Span);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _body.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isOver)
        {
            _isOver = true;
            _context.Features.Set(_real);
        }

        base.Dispose(disposing);
    }

    private static LegacyAnswer Answer(HttpResponse response, ReadOnlyMemory<byte> body) => new()
    {
        Status = response.StatusCode,
        Headers = [.. response.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
        Body = body,
    };

    private ReadOnlyMemory<byte>? Decoded()
    {
        _kept.Position = 0;
        using Stream? decoder = _context.Response.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => _kept,
            "gzip" => new GZipStream(_kept, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(_kept, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(_kept, CompressionMode.Decompress, leaveOpen: true),
            _ => null,
        };
        if (decoder is null)
        {
            return null;
        }

        var body = new byte[_limit * 4]; // what is small compressed must not become large here
        try
        {
            var length = decoder.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
            return length < body.Length ? body.AsMemory(0, length) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
