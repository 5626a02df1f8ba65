using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bridge.Forwarding;

/// <summary>Unpacks bodies, and packs them again.</summary>
internal static class ContentCoding
{
    /// <summary>Whether a body under this coding can be unpacked here.</summary>
    public static bool IsKnown(string coding) => coding.ToLowerInvariant() is "" or "identity" or "gzip" or "x-gzip" or "br" or "deflate";

    /// <summary>The body as it was before.</summary>
    public static Stream Unpack(string coding, Stream body) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => body,
    };

    /// <summary>Whether a client takes gzip; it is only asked where it has taken another coding.</summary>
    public static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings) && codings.Any(coding => (coding.Value == "gzip" || coding.Value == "*") && coding.Quality != 0);
}
