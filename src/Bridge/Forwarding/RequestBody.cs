using System.Net;
using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>The client's body, passed on as it comes. It is not touched before the backend may have it: reading it is what tells a client that waits for <c>100 Continue</c> to send it.</summary>
/// <param name="context">The request.</param>
/// <param name="moved">Called when something has passed.</param>
/// <param name="ended">Called when all has passed.</param>
internal sealed class RequestBody(HttpContext context, Action moved, Action ended) : HttpContent
{
    private Task? _copying;

    /// <summary>What was wrong with the client's body; null: nothing, so far.</summary>
    public Exception? ClientFault { get; private set; }

    /// <summary>Waits until the body is read no more.</summary>
    public async Task LetGoAsync()
    {
        if (_copying is { } copying)
        {
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? transport) => SerializeToStreamAsync(stream, transport, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? transport, CancellationToken cancellationToken) => _copying = CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false; // where the client said it, the header says it; else it goes in chunks
    }

    private async Task CopyAsync(Stream to, CancellationToken cancellationToken)
    {
        await to.FlushAsync(cancellationToken).ConfigureAwait(false); // the head goes ahead of a body that may be long in coming
        var body = context.Request.BodyReader;
        while (true)
        {
            var (bytes, last) = await ReadAsync().ConfigureAwait(false);
            try
            {
                foreach (var piece in bytes)
                {
                    await to.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                body.AdvanceTo(bytes.End);
            }

            if (last)
            {
                break;
            }

            await to.FlushAsync(cancellationToken).ConfigureAwait(false);
            moved();
        }

        ended();

        async ValueTask<(System.Buffers.ReadOnlySequence<byte> Bytes, bool Last)> ReadAsync()
        {
            try
            {
                var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (read.Buffer, read.IsCompleted);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                ClientFault = fault;
                throw new IOException("The client's body broke off.", fault);
            }
        }
    }
}
