namespace Bridge.PollShapes;

/// <summary>What the names in a request mean to a shape.</summary>
internal sealed class RequestNames(PollShape shape, RequestPlan plan)
{
    /// <summary>The parameter of that name; null when the shape has none.</summary>
    public RequestParameter? Param(RequestPlace place, string key) => plan.Params.FirstOrDefault(param => param.In == place && param.Key == key);

    /// <summary>Whether it is a credential to be passed on.</summary>
    public bool IsCredential(RequestPlace place, string key) =>
        shape.Auth.Forward.Any(credential =>
            credential.In == place && credential.Key.Equals(key, place == RequestPlace.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));

    /// <summary>Whether it repeats a cookie.</summary>
    public bool IsCsrf(RequestPlace place, string key) => shape.Auth.Csrf is { } csrf && csrf.In == place && csrf.Key == key;

    /// <summary>Whether it is a channel of a map of cursors.</summary>
    public bool IsEntry(RequestPlace place, string key) => shape.Cursor.Map is { } map && map.In == place && key.StartsWith(map.Prefix, StringComparison.Ordinal);

    /// <summary>Whether it means nothing.</summary>
    public bool IsIgnored(string key, bool isValueless) =>
        shape.Match.Ignore is var ignore
        && ((isValueless && ignore.Valueless) || ignore.Names.Contains(key) || ignore.Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
}
