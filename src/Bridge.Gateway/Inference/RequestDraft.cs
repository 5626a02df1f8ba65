using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes what a shape says of requests: which are the poll, and what their parameters mean.</summary>
internal sealed class RequestDraft(
    Endpoint endpoint, FieldRoles roles, CredentialPlan credentials, Rhythm rhythm, IReadOnlyList<(CursorFind Find, string Var)> cursor, IReadOnlyDictionary<FieldName, string> question,
    WaitField? wait, FieldName? limit, VariableNames names, Action<string, string, bool> say)
{
    /// <summary>Why there can be no shape; null: there can.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Which requests are the poll.</summary>
    public JsonObject Match()
    {
        var match = new JsonObject();
        if (endpoint.Method != "GET")
        {
            match["methods"] = new JsonArray(endpoint.Method);
        }

        match["path"] = endpoint.Path;
        say("match", $"{endpoint}, {endpoint.Polls.Count} requests{(endpoint.Polls.Count == Endpoint.MostPolls ? " looked at" : "")}", false);
        if (endpoint.Polls[^1].Exchange.Started - endpoint.Polls[0].Exchange.Started < TimeSpan.FromSeconds(2) && rhythm.Quiet is null)
        {
            say("match", "all of them came within two seconds: is it a poll, or the pages of one list?", true);
        }

        var ignore = new JsonObject();
        if (roles.Ignored.Count > 0)
        {
            ignore["names"] = new JsonArray([.. roles.Ignored.Select(field => (JsonNode)field.Key)]);
            foreach (var field in roles.Ignored)
            {
                say("match.ignore", $"{field} is another one in {roles.Values(field).Distinct().Count()} of {roles.Values(field).Count()} requests, and stands in no answer", false);
            }
        }

        if (roles.HasBare)
        {
            ignore["valueless"] = true;
            say("match.ignore", "bare keys without a value change", false);
        }

        if (ignore.Count > 0)
        {
            match["ignore"] = ignore;
        }

        return match;
    }

    /// <summary>How the backend is asked; empty: by its path alone.</summary>
    public JsonObject Request()
    {
        var request = new JsonObject();
        if (endpoint.Method != "GET")
        {
            request["method"] = endpoint.Method;
        }

        var fields = endpoint.Polls.SelectMany(poll => poll.Fields).DistinctBy(field => field.Name).ToList();
        if (fields.FirstOrDefault(field => field.Name.Place is RequestPlace.Form or RequestPlace.Json) is { Name.Key.Length: > 0 } body)
        {
            request["body"] = ChoiceText.Of(body.Name.Place);
            say("request.body", $"{ChoiceText.Of(body.Name.Place)}, by its Content-Type", false);
        }

        var parameters = new JsonArray([.. fields.Select(field => Parameter(field)).OfType<JsonNode>()]);
        foreach (var accept in endpoint.Polls.Select(poll => poll.Exchange.Request.Header("Accept")).Distinct().ToList() is [{ } only] && only.Contains("json") ? (string[])[only] : [])
        {
            parameters.Add(new JsonObject { ["in"] = "header", ["key"] = "Accept", ["value"] = accept });
        }

        if (parameters.Count > 0)
        {
            request["params"] = parameters;
        }

        foreach (var field in roles.Passed.Where(field => !credentials.Has(field)))
        {
            say("request.params", $"{field} changes, and nothing in the answers says why; headers that a shape doesn't name are not looked at", true);
        }

        return request;
    }

    private JsonObject? Parameter(SeenField field)
    {
        var name = field.Name;
        if (name.Place == RequestPlace.Path || (name.Place == RequestPlace.Header && name.Key.StartsWith("If-", StringComparison.Ordinal) && cursor.All(part => part.Find.Field != name))
            || credentials.Has(name) || roles.Ignored.Contains(name) || roles.Passed.Contains(name)
            || (name.Place == RequestPlace.Query && (wait?.Name == name || limit == name)) || (field.IsBare && !roles.Constant.Contains(name)))
        {
            return null;
        }

        var parameter = new JsonObject();
        if (name.Place != RequestPlace.Query)
        {
            parameter["in"] = ChoiceText.Of(name.Place);
        }

        parameter["key"] = name.Key;
        if (cursor.FirstOrDefault(part => part.Find.Field == name) is { Var: { } part })
        {
            parameter["value"] = $"{{{part}}}";
        }
        else if (wait?.Name == name || limit == name)
        {
            parameter["value"] = limit == name ? "{limit}" : "{wait}";
        }
        else if (question.TryGetValue(name, out var asked))
        {
            parameter["value"] = $"{{{asked}}}";
            Encode(parameter, field);
        }
        else if (name.Place is RequestPlace.Form or RequestPlace.Json && (Secrets.IsCredential(name) || Secrets.Looks(field.Text)))
        {
            if (credentials.IsPublic)
            {
                Refusal = $"{name} looks like a secret, and a shape can't pass on a secret of a body without another credential beside it";
            }

            parameter["value"] = $"{{{names.For(name)}}}";
            Encode(parameter, field);
            say("request.params", $"{name} looks like a secret: a variable, so that it is neither written down nor shared", true);
        }
        else
        {
            parameter["value"] = field.Text;
            Encode(parameter, field);
            Constant(name, field);
        }

        return parameter;
    }

    private void Constant(FieldName name, SeenField field)
    {
        if (name.Place is RequestPlace.Query or RequestPlace.Form or RequestPlace.Json)
        {
            var isId = field.Text.Length > 0 && field.Text.All(char.IsAsciiDigit) && name.Key.Contains("id", StringComparison.OrdinalIgnoreCase);
            say("request.params", $"{name} was always the same; a request with another value passes through" + (isId ? ". If it says what is asked for, make it a variable and name it in the channel" : ""), isId);
        }
    }

    // A JSON body has numbers and lists beside texts.
    private static void Encode(JsonObject parameter, SeenField field)
    {
        if (field.Name.Place == RequestPlace.Json && field.Kind != JsonValueKind.String)
        {
            parameter["encode"] = "json";
        }
    }
}
