using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>A request's whole body, in a lent buffer.</summary>
internal static class BodyReader
{
    /// <summary>Reads the body; null when it is larger than the limit, which is found before or while it comes in. Then the connection ends with the answer: nobody waits for the rest.</summary>
    /// <returns>A rented array and how much of it counts. Give it back.</returns>
    public static async ValueTask<(byte[] Buffer, int Length)?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return TooLarge(request);
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await BodyFraming.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            var body = result.Buffer;
            if (body.Length > limit)
            {
                reader.AdvanceTo(body.End);
                return TooLarge(request);
            }

            if (result.IsCompleted)
            {
                var buffer = ArrayPool<byte>.Shared.Rent((int)body.Length);
                body.CopyTo(buffer);
                var length = (int)body.Length;
                reader.AdvanceTo(body.End);
                return (buffer, length);
            }

            reader.AdvanceTo(body.Start, body.End);
        }
    }

    private static (byte[] Buffer, int Length)? TooLarge(HttpRequest request)
    {
        BodyFraming.EndConnection(request.HttpContext);
        return null;
    }
}
