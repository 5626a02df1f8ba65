using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>Passes bytes on as they come. Who waits holds no buffer.</summary>
internal static class BodyCopy
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Copies a response's body; its head goes out at once where the body is long in coming.</summary>
    public static async Task ToAsync(HttpResponse to, Stream from, Action moved, CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = from.ReadAsync(Memory<byte>.Empty, cancellationToken);
            if (!waiting.IsCompleted && !to.HasStarted)
            {
                await to.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            await waiting.ConfigureAwait(false);
            if (!await StepAsync(from, to.Body, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            moved();
        }
    }

    /// <summary>Copies until one side ends it.</summary>
    public static async Task ToAsync(Stream to, Stream from, CancellationToken cancellationToken)
    {
        do
        {
            await from.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
        while (await StepAsync(from, to, cancellationToken).ConfigureAwait(false));
    }

    private static async ValueTask<bool> StepAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
