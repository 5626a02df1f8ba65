using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.PollShapes;

/// <summary>Puts parameters where they belong.</summary>
internal sealed class RequestWriting(PollValues values, Func<string, bool> isNumber)
{
    private readonly List<string> _query = [];
    private readonly List<string> _form = [];
    private readonly List<string> _cookies = [];
    private readonly List<KeyValuePair<string, string>> _headers = [];
    private readonly JsonObject _json = [];

    /// <summary>Adds a parameter, unless its value is unknown.</summary>
    public void Add(RequestParameter param)
    {
        if (param.Encode == RequestEncoding.Json)
        {
            var template = new JsonTemplate(param.Value);
            if (!template.Variables.All(name => values.Find(name) is not null))
            {
                return;
            }

            var node = template.Fill(values.Find, isNumber);
            if (param.In == RequestPlace.Json)
            {
                AddJson(param.Key, node);
            }
            else
            {
                AddText(param.In, param.Key, JsonTexts.Write(node), isNumber: false);
            }

            return;
        }

        var variable = new Template(param.Value).Only;
        var text = variable is null ? param.Value : values.Find(variable);
        if (text is not null && !(text.Length == 0 && param.OmitEmpty))
        {
            AddText(param.In, param.Key, text, variable is not null && isNumber(variable));
        }
    }

    /// <summary>Adds a text.</summary>
    /// <exception cref="FormatException">The text can't stand there.</exception>
    public void AddText(RequestPlace place, string key, string text, bool isNumber)
    {
        switch (place)
        {
            case RequestPlace.Query:
                _query.Add($"{PercentText.Encode(key)}={PercentText.Encode(text)}");
                break;
            case RequestPlace.Form:
                _form.Add($"{PercentText.Encode(key)}={PercentText.Encode(text)}");
                break;
            case RequestPlace.Header:
                _headers.Add(new(key, Safe(place, key, text)));
                break;
            case RequestPlace.Cookie:
                _cookies.Add($"{key}={Safe(place, key, text)}");
                break;
            default:
                AddJson(key, JsonTemplate.Scalar(text, isNumber, key));
                break;
        }
    }

    /// <summary>Adds a channel and its id. The name is no path.</summary>
    public void AddEntry(RequestPlace place, string channel, string id)
    {
        if (place == RequestPlace.Json)
        {
            _json[channel] = JsonTemplate.Scalar(id, CursorText.TryNumber(id, out _), channel);
        }
        else
        {
            AddText(place, channel, id, isNumber: false);
        }
    }

    /// <summary>The request.</summary>
    public LegacyRequest Finish(string method, string path, RequestBody body)
    {
        if (_cookies.Count > 0)
        {
            _headers.Add(new("Cookie", string.Join("; ", _cookies)));
        }

        if (body != RequestBody.None)
        {
            _headers.Add(new("Content-Type", body == RequestBody.Form ? "application/x-www-form-urlencoded" : "application/json"));
        }

        return new LegacyRequest
        {
            Method = method,
            Path = path,
            Query = string.Join('&', _query),
            Headers = _headers,
            Body = body switch
            {
                RequestBody.Form => Encoding.ASCII.GetBytes(string.Join('&', _form)),
                RequestBody.Json => Encoding.UTF8.GetBytes(JsonTexts.Write(_json)),
                _ => default,
            },
        };
    }

    private void AddJson(string key, JsonNode? value)
    {
        var steps = key.Split('.');
        var parent = _json;
        foreach (var step in steps[..^1])
        {
            if (parent[step] is not JsonObject child)
            {
                parent[step] = child = [];
            }

            parent = child;
        }

        parent[steps[^1]] = value;
    }

    // A line break would be another header, a semicolon another cookie.
    private static string Safe(RequestPlace place, string key, string text) =>
        text.Any(sign => char.IsControl(sign) || (place == RequestPlace.Cookie && sign == ';'))
            ? throw new FormatException($"The value of {ChoiceText.Of(place)} '{key}' has a sign that can't stand there.")
            : text;
}
