using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Transports.Publishing;

/// <summary>Decides who may publish over HTTP. Keys are compared as hashes, in constant time.</summary>
internal sealed class PublishGuard(PublishingOptions options)
{
    private readonly byte[][] _keys = [.. options.ApiKeys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    public async ValueTask<bool> AllowsAsync(HttpContext context)
    {
        if (options.AllowAnyone || HasKey(context.Request.Headers))
        {
            return true;
        }

        return options.Policy is { } policy
            && (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy).ConfigureAwait(false)).Succeeded;
    }

    private bool HasKey(IHeaderDictionary headers)
    {
        const string Bearer = "Bearer ";
        string? key = headers["Bridge-Key"];
        if (key is null && headers.Authorization.ToString() is var authorization && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            key = authorization[Bearer.Length..].Trim();
        }

        if (string.IsNullOrEmpty(key))
        {
            return false;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var found = false;
        foreach (var known in _keys)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return found;
    }
}
