using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>Passes on a document: its beginning is looked at, the rest streams.</summary>
internal sealed class HtmlBody(HtmlInjector injector, HttpContext context, bool isHtml, string? charset, TimeProvider time)
{
    private const int LookedAt = 64 << 10;
    private const int MostPacked = 256 << 10; // so much that unpacks to less than that is no page
    private const int Piece = 16 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly ArrayBufferWriter<byte> _head = new(Piece);

    /// <summary>Passes it on.</summary>
    /// <param name="body">The body as the backend sent it.</param>
    /// <param name="moved">Told when something has moved.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CopyAsync(Stream body, Action moved, CancellationToken cancellationToken)
    {
        var coding = context.Response.Headers.ContentEncoding.ToString();
        var recorded = new RecordedStream(body);
        var plain = ContentCoding.Unpack(coding, recorded);
        await using var unpacked = (ReferenceEquals(plain, recorded) ? Stream.Null : plain).ConfigureAwait(false);
        var (found, rest) = await LookAsync(plain, recorded, moved, cancellationToken).ConfigureAwait(false);
        var raw = recorded.Forget();
        if (found is not { Place.Sign: >= 0 } known)
        {
            injector.Left(context, found?.Place.Why ?? "its head isn't in its first 64 KiB");
            await context.Response.Body.WriteAsync(raw, cancellationToken).ConfigureAwait(false);
            await BodyCopy.ToAsync(context.Response, body, moved, cancellationToken).ConfigureAwait(false);
            return;
        }

        var text = HtmlText.Of(_head.WrittenSpan, charset)!.Value;
        var (place, tag) = (text.ByteOf(known.Place.Sign), text.Encode(known.Tag));
        await using var to = Open(coding, tag.Length).ConfigureAwait(false);
        await Pack.WriteAsync(_head.WrittenMemory[..place], cancellationToken).ConfigureAwait(false);
        await Pack.WriteAsync(tag, cancellationToken).ConfigureAwait(false);
        await Pack.WriteAsync(_head.WrittenMemory[place..], cancellationToken).ConfigureAwait(false);
        await RestAsync(plain, rest, moved, cancellationToken).ConfigureAwait(false);
    }

    private Stream Pack { get; set; } = Stream.Null;

    /// <summary>Where the document is written to: packed where it came packed.</summary>
    private Stream Open(string coding, int added)
    {
        var response = context.Response;
        var isPacked = coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);
        injector.Change(response, isPacked ? null : added);
        if (isPacked)
        {
            response.Headers.Remove("Content-Encoding");
        }

        if (!isPacked || !ContentCoding.TakesGzip(context.Request))
        {
            Pack = response.Body;
            return Stream.Null;
        }

        response.Headers.ContentEncoding = "gzip";
        return Pack = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Reads until the place is known and nothing more can change it, or what is looked at is over.</summary>
    private async Task<((HtmlPlace Place, string Tag)? Found, Task<int>? Reading)> LookAsync(Stream plain, RecordedStream recorded, Action moved, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = Find(out var isFinal);
            if (isFinal || _head.WrittenCount >= LookedAt || recorded.Seen > MostPacked)
            {
                return (found, null);
            }

            var reading = ReadAsync();
            if (found is not null && !reading.IsCompleted)
            {
                // A head that is long in coming holds nobody up once the place in it is known.
                await Task.WhenAny(reading, Task.Delay(Patience, time, cancellationToken)).ConfigureAwait(false);
                if (!reading.IsCompleted)
                {
                    return (found, reading);
                }
            }

            int read;
            try
            {
                read = await reading.ConfigureAwait(false);
            }
            catch (InvalidDataException)
            {
                return ((HtmlPlace.No("its body can't be unpacked"), ""), null);
            }

            if (read == 0)
            {
                return (found, null);
            }

            _head.Advance(read);
            moved();
        }

        Task<int> ReadAsync() => plain.ReadAsync(_head.GetMemory(Piece)[..Math.Min(Piece, LookedAt - _head.WrittenCount)], cancellationToken).AsTask();
    }

    private (HtmlPlace Place, string Tag)? Find(out bool isFinal)
    {
        if (HtmlText.Of(_head.WrittenSpan, charset) is not { } text)
        {
            isFinal = true;
            return (HtmlPlace.No("its encoding isn't one that is known here"), "");
        }

        var found = injector.Place(context, text, isHtml);
        isFinal = found is { Place.IsFinal: true };
        return found;
    }

    private async Task RestAsync(Stream plain, Task<int>? reading, Action moved, CancellationToken cancellationToken)
    {
        // The piece that was being read has its place behind what was looked at.
        var buffer = reading is null ? new byte[Piece] : _head.GetMemory(Piece);
        var own = reading is null ? buffer : new byte[Piece];
        while (true)
        {
            reading ??= plain.ReadAsync(buffer, cancellationToken).AsTask();
            if (!reading.IsCompleted)
            {
                await Pack.FlushAsync(cancellationToken).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            var read = await reading.ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            await Pack.WriteAsync(buffer[..read], cancellationToken).ConfigureAwait(false);
            moved();
            (reading, buffer) = (null, own);
        }
    }
}
