using System.Globalization;
using System.Text;
using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Reads one entry of a HAR as browsers write it: what they leave out, or write in their own way, is taken as it is.</summary>
internal static class HarEntry
{
    /// <summary>The longest body that is kept.</summary>
    public const int LongestBody = 1 << 20;

    private static readonly string[] PageParts = ["document", "stylesheet", "script", "image", "font", "media", "manifest", "texttrack", "websocket", "eventsource", "preflight", "ping"];

    /// <summary>The exchange; null: the entry is none that could be a poll of a server.</summary>
    public static HarExchange? Read(JsonElement entry)
    {
        if (Member(entry, "request") is not { } request || Text(request, "url") is not { } url || Target(url) is not var (origin, path, query)
            || Text(request, "method") is not { Length: > 0 } method || method is "OPTIONS" or "CONNECT")
        {
            return null;
        }

        var response = Member(entry, "response");
        var status = response is { } known && Member(known, "status") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var code) ? code : 0;
        var answer = status > 0 ? Answer(response!.Value, status) : null;
        var data = Member(request, "postData");
        return new HarExchange
        {
            Origin = origin,
            Page = Text(entry, "pageref") ?? "",
            Started = Text(entry, "startedDateTime") is { } started && DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default,
            Took = Member(entry, "time") is { ValueKind: JsonValueKind.Number } took && took.TryGetDouble(out var milliseconds) && milliseconds is >= 0 and < 1e9
                ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Status = status,
            Answer = answer,
            IsData = IsData(Text(entry, "_resourceType"), MimeOf(response), answer),
            Request = new LegacyRequest
            {
                Method = method.ToUpperInvariant(),
                Path = path,
                Query = query,
                Headers = WithCookies(WithType(Headers(request), data), request),
                Body = data is { } body ? Encoding.UTF8.GetBytes(BodyText(body)) : default,
            },
        };
    }

    /// <summary>A string of an object; null: there is none.</summary>
    public static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? JsonReading.Scalar(text) : null;

    private static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object ? JsonReading.Member(element, name) : null;

    private static LegacyAnswer? Answer(JsonElement response, int status) => Body(Member(response, "content"), status) is { } body
        ? new LegacyAnswer { Status = status, Headers = Headers(response), Body = body }
        : null;

    private static byte[]? Body(JsonElement? content, int status)
    {
        if (content is not { } known || Text(known, "text") is not { } text)
        {
            // Without a text there was none, or the browser no longer had it: the size tells.
            var size = content is { } said && Member(said, "size") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var bytes) ? bytes : 0;
            return size <= 0 || status is 204 or 304 ? [] : null;
        }

        if (text.Length > LongestBody)
        {
            return null;
        }

        if (Text(known, "encoding") != "base64")
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var decoded = new byte[text.Length];
        return Convert.TryFromBase64String(text, decoded, out var length) ? decoded[..length] : null;
    }

    private static List<KeyValuePair<string, string>> Headers(JsonElement message) => Member(message, "headers") is not { ValueKind: JsonValueKind.Array } list
        ? []
        :
        [
            .. from header in list.EnumerateArray()
               let name = Text(header, "name")
               where name is { Length: > 0 } && name[0] != ':' // HTTP/2's own
               let value = Text(header, "value") ?? ""
               from line in name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) ? [value] : value.Split('\n') // Chromium puts repeated headers on lines
               select KeyValuePair.Create(name, line),
        ];

    private static List<KeyValuePair<string, string>> WithType(List<KeyValuePair<string, string>> headers, JsonElement? data)
    {
        if (data is { } known && Text(known, "mimeType") is { Length: > 0 } type && LegacyHeaders.Find(headers, "Content-Type") is null)
        {
            headers.Add(new("Content-Type", type));
        }

        return headers;
    }

    // Some programs list the cookies beside the headers only.
    private static List<KeyValuePair<string, string>> WithCookies(List<KeyValuePair<string, string>> headers, JsonElement request)
    {
        if (LegacyHeaders.Find(headers, "Cookie") is null && Member(request, "cookies") is { ValueKind: JsonValueKind.Array } cookies && cookies.GetArrayLength() > 0)
        {
            headers.Add(new("Cookie", string.Join("; ", cookies.EnumerateArray().Select(cookie => $"{Text(cookie, "name")}={Text(cookie, "value")}"))));
        }

        return headers;
    }

    private static string BodyText(JsonElement data) => Text(data, "text") is { Length: > 0 } text
        ? text
        : Member(data, "params") is { ValueKind: JsonValueKind.Array } list
            ? string.Join('&', list.EnumerateArray().Select(param => $"{Encoded(Text(param, "name"))}={Encoded(Text(param, "value"))}"))
            : "";

    // Some programs write these encoded, some plain.
    private static string Encoded(string? text) => text is null ? "" : text.Contains('%') || text.Contains('+') ? text : PercentText.Encode(text);

    private static string MimeOf(JsonElement? response) =>
        (response is { } known && Member(known, "content") is { } content ? Text(content, "mimeType") : null)?.Split(';')[0].Trim().ToLowerInvariant() ?? "";

    private static bool IsData(string? resource, string mime, LegacyAnswer? answer)
    {
        if (resource is not null && resource.ToLowerInvariant() is var kind && (kind is "xhr" or "fetch" || PageParts.Contains(kind)))
        {
            return kind is "xhr" or "fetch" && mime != "text/event-stream";
        }

        var isPage = mime is "text/css" or "text/html" or "application/xhtml+xml" or "text/event-stream" || mime.Contains("javascript")
            || mime.StartsWith("image/", StringComparison.Ordinal) || mime.StartsWith("font/", StringComparison.Ordinal) || mime.StartsWith("video/", StringComparison.Ordinal)
            || mime.StartsWith("audio/", StringComparison.Ordinal);
        return !isPage || (mime == "text/html" && answer is not null && answer.Body.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]); // PHP's default type
    }

    private static (string Origin, string Path, string Query)? Target(string url)
    {
        if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        url = url.Split('#')[0];
        var host = url.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = url.AsSpan(host).IndexOfAny('/', '?') is >= 0 and var at ? host + at : url.Length;
        var query = url.IndexOf('?', end);
        var path = query < 0 ? url[end..] : url[end..query];
        return (url[..end].ToLowerInvariant(), path.Length == 0 ? "/" : path, query < 0 ? "" : url[(query + 1)..]);
    }
}
