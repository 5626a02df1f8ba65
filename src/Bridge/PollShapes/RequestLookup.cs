using System.Text;

namespace Bridge.PollShapes;

/// <summary>Finds values of a request by place and name.</summary>
internal static class RequestLookup
{
    /// <summary>The values of a credential.</summary>
    public static IReadOnlyList<string> Find(LegacyRequest request, AuthCredential credential, IReadOnlyDictionary<string, string> path) => credential.In switch
    {
        RequestPlace.Cookie => request.Cookies(credential.Key),
        RequestPlace.Header => request.Header(credential.Key) is { } value ? [value] : [],
        RequestPlace.Path => path.TryGetValue(credential.Key, out var value) ? [value] : [],
        _ => [.. (PercentText.Pairs(request.Query) ?? []).Where(pair => pair.Key == credential.Key).Select(pair => pair.Value ?? "")],
    };

    /// <summary>The values of a parameter that must be there.</summary>
    public static IReadOnlyList<string> Find(LegacyRequest request, MatchRequirement need)
    {
        switch (need.In)
        {
            case RequestPlace.Form:
                return [.. (PercentText.Pairs(Encoding.UTF8.GetString(request.Body.Span)) ?? []).Where(pair => pair.Key == need.Key).Select(pair => pair.Value ?? "")];
            case RequestPlace.Json:
                using (var document = JsonReading.Parse(request.Body))
                {
                    return document is not null && new DottedPath(need.Key).Find(document.RootElement) is { } value && JsonReading.Text(value) is { } text ? [text] : [];
                }

            default:
                return Find(request, new AuthCredential { In = need.In, Key = need.Key }, new Dictionary<string, string>());
        }
    }
}
