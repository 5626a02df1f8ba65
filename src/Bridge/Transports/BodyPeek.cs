using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>Looks at a request's whole body and leaves it unread: whoever reads it next gets all of it.</summary>
internal static class BodyPeek
{
    /// <summary>The body; null when it is larger than the limit.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await BodyFraming.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            var body = result.Buffer;
            if (body.Length > limit || result.IsCompleted)
            {
                ReadOnlyMemory<byte>? copy = body.Length > limit ? null : body.ToArray();
                reader.AdvanceTo(body.Start);
                return copy;
            }

            reader.AdvanceTo(body.Start, body.End);
        }
    }
}
