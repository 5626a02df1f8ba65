using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Gives clients an id where a percentage needs one: with the application's HTML documents, never with a poll, so that a page has it before its first.</summary>
internal static class CohortCookie
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Sets the cookie, if the answer is a document and its reader has none yet.</summary>
    public static void Offer(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Cookies.ContainsKey(Cohort.Cookie) || request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document" or "iframe" or "frame"))
        {
            return;
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status200OK && context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
            {
                context.Response.Cookies.Append(
                    Cohort.Cookie, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
                    new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = Lifetime });
            }

            return Task.CompletedTask;
        });
    }
}
