using System.Globalization;
using System.Text;

namespace Bridge.TestKit.Faults;

/// <summary>Reads one direction of a connection: heads, bodies, or whatever comes.</summary>
internal sealed class ByteReader(Stream stream)
{
    private byte[] _buffer = new byte[16_384];
    private int _start;
    private int _end;
    private Task<bool>? _ahead;

    /// <summary>Begins to read on already, to learn whether the peer is still there; false: it is gone.</summary>
    public Task<bool> AheadAsync() => _ahead ??= FillAsync();

    /// <summary>Waits for the read that was begun, if one was.</summary>
    public Task SettledAsync() => _ahead ?? Task.CompletedTask;

    /// <summary>The next head; null when the peer ended the connection.</summary>
    public async Task<HttpHead?> HeadAsync()
    {
        while (true)
        {
            if (_ahead is null && _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                return new HttpHead(Take(end + 4).ToArray());
            }

            if (!await MoreAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Hands on a request's body, if it has one.</summary>
    public Task RequestBodyAsync(HttpHead head, Func<ReadOnlyMemory<byte>, ValueTask> sink) =>
        head.IsChunked ? ChunksAsync(sink) : ExactlyAsync(head.ContentLength ?? 0, sink);

    /// <summary>Hands on a response's body. Without a length it goes on to the end of the connection.</summary>
    public Task ResponseBodyAsync(HttpHead request, HttpHead response, Func<ReadOnlyMemory<byte>, ValueTask> sink)
    {
        if (request.IsHeadRequest || response.Status is 204 or 304)
        {
            return Task.CompletedTask;
        }

        return response.IsChunked ? ChunksAsync(sink) : response.ContentLength is { } length ? ExactlyAsync(length, sink) : ToEndAsync(sink);
    }

    /// <summary>Hands on everything until the peer ends the connection or the sink has had enough.</summary>
    public async Task PumpAsync(Func<ReadOnlyMemory<byte>, ValueTask<bool>> sink)
    {
        while ((_ahead is null && _end > _start) || await MoreAsync())
        {
            if (!await sink(Take(_end - _start)))
            {
                return;
            }
        }
    }

    private async Task ToEndAsync(Func<ReadOnlyMemory<byte>, ValueTask> sink) => await PumpAsync(async piece =>
    {
        await sink(piece);
        return true;
    });

    private async Task ExactlyAsync(long count, Func<ReadOnlyMemory<byte>, ValueTask> sink)
    {
        while (count > 0)
        {
            if (_end == _start)
            {
                await MustMoreAsync();
            }

            var piece = Take((int)Math.Min(count, _end - _start));
            count -= piece.Length;
            await sink(piece);
        }
    }

    private async Task ChunksAsync(Func<ReadOnlyMemory<byte>, ValueTask> sink)
    {
        long size;
        do
        {
            var line = await LineAsync();
            size = long.Parse(Encoding.Latin1.GetString(line.Span).Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            await sink(line);
            await ExactlyAsync(size == 0 ? 0 : size + 2, sink);
        }
        while (size > 0);

        ReadOnlyMemory<byte> trailer;
        do
        {
            trailer = await LineAsync();
            await sink(trailer);
        }
        while (trailer.Length > 2);
    }

    private async Task<ReadOnlyMemory<byte>> LineAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            await MustMoreAsync();
        }

        return Take(end + 2);
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        var piece = _buffer.AsMemory(_start, count);
        _start += count;
        return piece;
    }

    private async Task MustMoreAsync()
    {
        if (!await MoreAsync())
        {
            throw new IOException("The connection ended within a message.");
        }
    }

    private Task<bool> MoreAsync()
    {
        var fill = _ahead ?? FillAsync();
        _ahead = null;
        return fill;
    }

    private async Task<bool> FillAsync()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            // A new array, as the old one may still be handed out.
            var grown = new byte[Math.Max(16_384, (_end - _start) * 2)];
            _buffer.AsSpan(_start, _end - _start).CopyTo(grown);
            (_buffer, _end, _start) = (grown, _end - _start, 0);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }
}
