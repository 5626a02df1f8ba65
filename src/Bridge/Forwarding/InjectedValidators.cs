using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bridge.Forwarding;

/// <summary>Keeps pages cacheable that differ from the backend's by a script: one validator of our own, in which the backend's is written.</summary>
/// <remarks>
/// A copy that a browser has may be with the script or without. So a page with it carries a weak entity tag that ends in a mark of the script, and never the backend's own tag or date; asked with it, the mark is taken
/// off and the backend decides. What a browser asks with that has no mark speaks of a copy without the script, and isn't passed on for a document: else a page that was cached before would go without it for as long as
/// it doesn't change. A script of the page that fetches the same address must not be given the copy with it, so there a marked tag isn't passed on.
/// </remarks>
internal sealed class InjectedValidators(string script)
{
    // Another script is another document.
    private readonly string _mark = "-bridge." + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(script)).AsSpan(0, 6));

    /// <summary>Turns the conditions of a request back into the backend's.</summary>
    public void Translate(HttpRequest request, HttpRequestMessage message)
    {
        var isDocument = DocumentRequest.Is(request);
        var tags = EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var parsed) ? parsed : [];
        if (!isDocument && !tags.Any(IsMarked))
        {
            return;
        }

        message.Headers.Remove("If-None-Match");
        foreach (var tag in tags.Where(tag => IsMarked(tag) == isDocument))
        {
            if (!isDocument)
            {
                message.Headers.TryAddWithoutValidation("If-None-Match", tag.ToString());
            }
            else if (Original(tag) is { Date: { } date })
            {
                Replace(message, "If-Modified-Since", date);
                return;
            }
            else
            {
                message.Headers.TryAddWithoutValidation("If-None-Match", Original(tag).Tag);
            }
        }

        if (isDocument)
        {
            message.Headers.Remove("If-Modified-Since"); // beside a tag it doesn't count, and without one it speaks of another copy
            message.Headers.Remove("If-Range");
            message.Headers.Remove("Range");
        }
    }

    /// <summary>Marks the answer's validator.</summary>
    public void Mark(HttpResponse response)
    {
        var headers = response.Headers;
        var opaque = EntityTagHeaderValue.TryParse(headers.ETag.ToString(), out var tag) ? $"{(tag.IsWeak ? 'w' : 's')}.{tag.Tag.Subsegment(1, tag.Tag.Length - 2)}"
            : HeaderUtilities.TryParseDate(headers.LastModified.ToString(), out var date) ? $"d.{date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}"
            : null;
        headers.Remove("ETag");
        headers.Remove("Last-Modified");
        if (opaque is not null)
        {
            headers.ETag = $"W/\"{opaque}{_mark}\"";
        }
    }

    /// <summary>Whether a request asked with a tag of ours, so that a 304 speaks of the copy with the script.</summary>
    public bool AskedWithOurs(HttpRequest request) =>
        DocumentRequest.Is(request) && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags) && tags.Any(IsMarked);

    private bool IsMarked(EntityTagHeaderValue tag) => tag.Tag.EndsWith(_mark + '"', StringComparison.Ordinal) && tag.Tag.Length > _mark.Length + 4;

    private (string Tag, string? Date) Original(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.Subsegment(1, tag.Tag.Length - 2 - _mark.Length).ToString();
        return text[0] == 'd' && long.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? ("", HeaderUtilities.FormatDate(DateTimeOffset.FromUnixTimeSeconds(seconds)))
            : ($"{(text[0] == 'w' ? "W/" : "")}\"{text[2..]}\"", null);
    }

    private static void Replace(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
