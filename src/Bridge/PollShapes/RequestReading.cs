using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>What one request says in the words of a shape. Every parameter must be known; a doubt is a reason to pass the request through.</summary>
internal sealed class RequestReading(PollShape shape, RequestPlan plan)
{
    private readonly RequestNames _names = new(shape, plan);
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<(RequestPlace Place, string Key)> _seen = [];
    private readonly List<LegacyCredential> _credentials = [];
    private readonly Dictionary<string, string> _map = [];

    /// <summary>What is asked for.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <summary>The parts of the cursor that were given.</summary>
    public IReadOnlyDictionary<string, string> Cursor { get; private set; } = new Dictionary<string, string>();

    /// <summary>The forwarded credentials.</summary>
    public IReadOnlyList<LegacyCredential> Credentials => _credentials;

    /// <summary>How long to hold; null: not said.</summary>
    public TimeSpan? Wait { get; private set; }

    /// <summary>How many items; null: not said.</summary>
    public int? Limit { get; private set; }

    /// <summary>The next page's token; null: none.</summary>
    public string? More { get; private set; }

    /// <summary>Reads the request; why it is another, or null.</summary>
    public string? Read(LegacyRequest request, IReadOnlyDictionary<string, string> path)
    {
        foreach (var (name, value) in path.Where(pair => !shape.Match.Ignore.Names.Contains(pair.Key) && !_names.IsCredential(RequestPlace.Path, pair.Key)))
        {
            _values[name] = value;
        }

        return ReadCredentials(request, path) ?? ReadQuery(request) ?? ReadBody(request) ?? ReadHeaders(request) ?? Missing(request) ?? Sort();
    }

    private string? ReadCredentials(LegacyRequest request, IReadOnlyDictionary<string, string> path)
    {
        if (shape.Scope == ShapeScope.Public)
        {
            return null;
        }

        foreach (var credential in shape.Auth.Forward)
        {
            var values = RequestLookup.Find(request, credential, path);
            if (values.Count > 1)
            {
                return $"two values of {ChoiceText.Of(credential.In)} {credential.Key}"; // which one the backend takes is its secret
            }

            if (values is [{ Length: > 0 } value])
            {
                _credentials.Add(new LegacyCredential(credential.In, credential.Key, value));
            }
        }

        return request.Header("Authorization") is not null && !_names.IsCredential(RequestPlace.Header, "Authorization") ? "an Authorization that isn't forwarded" : null;
    }

    private string? ReadQuery(LegacyRequest request) =>
        PercentText.Pairs(request.Query) is { } pairs ? ReadPairs(pairs, RequestPlace.Query) : "a query that can't be read";

    private string? ReadBody(LegacyRequest request)
    {
        var type = request.Header("Content-Type")?.Split(';')[0].Trim() ?? "";
        switch (shape.Request.Body)
        {
            case RequestBody.Form:
                if (!request.Body.IsEmpty && !type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
                {
                    return "a body that is no form";
                }

                return request.Body.Span.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e) < 0 && PercentText.Pairs(Encoding.ASCII.GetString(request.Body.Span)) is { } pairs
                    ? ReadPairs(pairs, RequestPlace.Form)
                    : "a form that can't be read";
            case RequestBody.Json:
                using (var document = type.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? JsonReading.Parse(request.Body) : null)
                {
                    return document is null ? "a body that is no JSON" : ReadObject(document.RootElement, "");
                }

            default:
                return request.Body.IsEmpty ? null : "a body";
        }
    }

    private string? ReadPairs(IReadOnlyList<KeyValuePair<string, string?>> pairs, RequestPlace place)
    {
        foreach (var (key, value) in pairs)
        {
            var why = _names.Param(place, key) is { } param ? Once(place, key) ?? (Take(param, value ?? "") ? null : Other(place, key))
                : _names.IsCredential(place, key) || _names.IsCsrf(place, key) ? null
                : _names.IsEntry(place, key) ? Once(place, key) ?? Entry(key, value ?? "")
                : _names.IsIgnored(key, value is null) ? null
                : Unknown(place, key);
            if (why is not null)
            {
                return why;
            }
        }

        return null;
    }

    private string? ReadObject(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Unknown(RequestPlace.Json, path);
        }

        foreach (var property in element.EnumerateObject())
        {
            var name = JsonReading.NameOf(property);
            var key = path.Length > 0 ? $"{path}.{name}" : name;
            var isEntry = path.Length == 0 && _names.IsEntry(RequestPlace.Json, name);
            var why = Once(RequestPlace.Json, key)
                ?? (isEntry ? JsonReading.Scalar(property.Value) is { } value ? Entry(name, value) : Other(RequestPlace.Json, key)
                    : name.Contains('.') ? Unknown(RequestPlace.Json, key)
                    : _names.Param(RequestPlace.Json, key) is { } param ? Take(param, property.Value) ? null : Other(RequestPlace.Json, key)
                    : _names.IsIgnored(key, false) ? null
                    : plan.Params.Any(other => other.In == RequestPlace.Json && other.Key.StartsWith(key + '.', StringComparison.Ordinal)) ? ReadObject(property.Value, key)
                    : Unknown(RequestPlace.Json, key));
            if (why is not null)
            {
                return why;
            }
        }

        return null;
    }

    /// <summary>Constants in headers and cookies are what the bridge sends; what a browser sends there is its own affair.</summary>
    private string? ReadHeaders(LegacyRequest request)
    {
        foreach (var param in plan.Params.Where(param => param.In is RequestPlace.Header or RequestPlace.Cookie && new Template(param.Value).Only is not null))
        {
            var values = RequestLookup.Find(request, new AuthCredential { In = param.In, Key = param.Key }, _values);
            if (values.Count > 1 || (values is [var value] && !Take(param, value)))
            {
                return Other(param.In, param.Key);
            }
        }

        return null;
    }

    private string? Missing(LegacyRequest request)
    {
        foreach (var param in plan.Params.Where(param => param.In is RequestPlace.Query or RequestPlace.Form or RequestPlace.Json))
        {
            if (!RequestPlan.VariablesOf(param).Any() && !_seen.Contains((param.In, param.Key)))
            {
                return $"no {ChoiceText.Of(param.In)} parameter '{param.Key}'";
            }
        }

        foreach (var need in shape.Match.Require)
        {
            var values = RequestLookup.Find(request, need);
            if (values.Count != 1 || (need.EqualTo is { } wanted && values[0] != wanted))
            {
                return $"not the {ChoiceText.Of(need.In)} parameter '{need.Key}' that is required";
            }
        }

        return null;
    }

    /// <summary>Sorts what was bound into cursor, wait, limit and the question.</summary>
    private string? Sort()
    {
        if (_values.Remove(RequestPlan.Wait, out var wait))
        {
            if (!DurationText.TryRead(wait, shape.Wait.Unit, out var time))
            {
                return "a wait that is none";
            }

            Wait = time < shape.Wait.Max ? time : shape.Wait.Max;
        }

        if (_values.Remove(RequestPlan.Limit, out var limit))
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return "a limit that is none";
            }

            Limit = number;
        }

        More = _values.Remove(RequestPlan.More, out var more) ? more : null;
        Cursor = shape.Cursor.Map is null ? _values.Where(pair => plan.IsCursor(pair.Key)).ToDictionary() : _map;
        Variables = _values.Where(pair => plan.IsQuestion(pair.Key)).ToDictionary();
        return null;
    }

    private bool Take(RequestParameter param, string text)
    {
        if (text.Length == 0 && param.OmitEmpty)
        {
            return true;
        }

        if (param.Encode == RequestEncoding.Plain)
        {
            return new Template(param.Value).Only is { } variable ? Bind(variable, text) : text == param.Value;
        }

        using var document = JsonReading.Parse(Encoding.UTF8.GetBytes(text));
        return document is not null && new JsonTemplate(param.Value).Match(document.RootElement, Bind, plan.IsNumber);
    }

    private bool Take(RequestParameter param, JsonElement value) => param.Encode == RequestEncoding.Json
        ? new JsonTemplate(param.Value).Match(value, Bind, plan.IsNumber)
        : new Template(param.Value).Only is { } variable
            ? JsonTemplate.Scalar(value, plan.IsNumber(variable)) is { } text && ((text.Length == 0 && param.OmitEmpty) || Bind(variable, text))
            : JsonTemplate.Scalar(value, false) == param.Value;

    private bool Bind(string variable, string value) => _values.TryAdd(variable, value) || _values[variable] == value;

    private string? Entry(string key, string value)
    {
        _map[key] = value;
        return null;
    }

    private string? Once(RequestPlace place, string key) => _seen.Add((place, key)) ? null : $"{ChoiceText.Of(place)} parameter '{Shown(key)}' twice";

    private static string Unknown(RequestPlace place, string key) => $"{ChoiceText.Of(place)} parameter '{Shown(key)}', which the shape doesn't name";

    private static string Other(RequestPlace place, string key) => $"another value of {ChoiceText.Of(place)} parameter '{Shown(key)}'";

    private static string Shown(string key) => key.Length <= 64 ? key : key[..64];
}
