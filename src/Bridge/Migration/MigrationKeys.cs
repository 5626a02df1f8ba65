using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Who may look at and switch stages: whoever the host's own authorization let in, else whoever has a key.</summary>
internal sealed class MigrationKeys(MigrationOptions options)
{
    /// <summary>The name of whoever asks; null: nobody, and the response says what to do.</summary>
    public async ValueTask<string?> AdmitAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null && context.User.Identity is { IsAuthenticated: true } identity)
        {
            return identity.Name ?? "somebody signed in";
        }

        if (Given(context.Request.Headers.Authorization.ToString()) is { } given && given.IndexOf(':') is > 0 and var colon
            && options.Keys.TryGetValue(given[..colon], out var key) && IsSame(key, given[(colon + 1)..]))
        {
            return given[..colon];
        }

        var response = context.Response;
        var isOpen = options.Keys.Count > 0;
        response.StatusCode = isOpen ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        response.Headers.CacheControl = "no-store";
        response.Headers.WWWAuthenticate = isOpen ? "Basic realm=\"Bridge migration\", charset=\"UTF-8\"" : default;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(
            isOpen ? "Give a name and its key, as user and password or as 'Authorization: Bearer name:key'.\n" : "Nobody may: set a key first, in Migration.Keys (gateway: \"Gateway\": {\"Keys\": {\"ann\": \"…\"}}).\n",
            context.RequestAborted).ConfigureAwait(false);
        return null;
    }

    private static string? Given(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header[7..].Trim();
        }

        var bytes = new byte[header.Length];
        return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>Hashed first: the time tells neither the length nor the beginning.</summary>
    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}
