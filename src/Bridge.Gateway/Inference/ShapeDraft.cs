using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes a shape from what was found, and says of each field by what.</summary>
internal sealed class ShapeDraft
{
    private readonly Endpoint _endpoint;
    private readonly FieldRoles _roles;
    private readonly ItemsPlan _plan;
    private readonly CredentialPlan _credentials;
    private readonly Rhythm _rhythm;
    private readonly List<Finding> _findings = [];
    private readonly List<(CursorFind Find, string Var)> _cursor = [];
    private readonly Dictionary<FieldName, string> _question = [];
    private readonly WaitField? _wait;
    private readonly FieldName? _limit;

    public ShapeDraft(string name, Endpoint endpoint, FieldRoles roles, ItemsPlan plan)
    {
        (_endpoint, _roles, _plan) = (endpoint, roles, plan);
        _credentials = new CredentialPlan(endpoint, roles);
        _rhythm = Rhythm.Of(endpoint.Polls, poll => plan.IsEmpty(poll, roles.Cursor));
        var names = new VariableNames(endpoint.PathVariables.Select(variable => variable.Key));
        _cursor.AddRange(roles.Cursor.Select(find => (find, names.For(find.Field))));
        foreach (var field in roles.Question.Where(field => field.Place != RequestPlace.Path))
        {
            _question[field] = names.For(field);
        }

        _wait = WaitField.Find(roles, _rhythm);
        _limit = plan.Form == ItemsForm.Array ? LimitField.Find(roles, endpoint.Polls, plan) : null;
        Json = Write(name, names);
    }

    /// <summary>The shape.</summary>
    public JsonObject Json { get; }

    /// <summary>What was found.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Why there can be no shape; null: there can.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether answers begin with signs of life.</summary>
    public bool HasBeats { get; private set; }

    /// <summary>When it is asked.</summary>
    public Rhythm Rhythm => _rhythm;

    private JsonObject Write(string name, VariableNames names)
    {
        var shape = new JsonObject();
        if (_plan.Kind != ShapeKind.Events)
        {
            shape["kind"] = ChoiceText.Of(_plan.Kind);
        }

        Say("kind", $"{ChoiceText.Of(_plan.Kind)}: {_plan.Why}", _plan.Form == ItemsForm.Single || _plan.IsOnRead);
        WriteScope(shape, name);
        shape["match"] = Match();
        if (Request(names) is { Count: > 0 } request)
        {
            shape["request"] = request;
        }

        WriteWait(shape);
        if (_cursor.Count > 0)
        {
            shape["cursor"] = new CursorDraft(_endpoint, _cursor, _plan, Say).Json();
        }

        new AnswerDraft(_endpoint, _cursor, _plan, _rhythm, _limit is { } limit ? (limit, _roles.Values(limit).First()) : null, Say).Write(shape, out var hasBeats);
        HasBeats = hasBeats;
        if (HasBeats)
        {
            var wait = shape["wait"] as JsonObject ?? new JsonObject();
            shape["wait"] = wait;
            wait["flush"] = "headers-first";
            wait["heartbeat"] = "newline";
            Say("wait.heartbeat", "answers that took long begin with line breaks: signs of life");
        }

        WritePace(shape);
        if (!_credentials.IsPublic)
        {
            shape["auth"] = _credentials.Json();
        }

        return shape;
    }

    private void WriteScope(JsonObject shape, string name)
    {
        var questions = _roles.Question.Where(field => !_credentials.Has(field)).Select(field => $":{{{_question.GetValueOrDefault(field, field.Key)}}}");
        shape["channel"] = name + string.Concat(questions) + (_credentials.IsPublic ? "" : ":{scope}");
        if (_credentials.IsPublic)
        {
            shape["scope"] = "public";
            Say("scope", "public: no request had a cookie or another credential. If answers differ from user to user, this must be per-credential, with auth.forward. Some browsers leave cookies out of a HAR unless told to put sensitive data in.", true);
        }
        else
        {
            Say("scope", $"per-credential: requests had {string.Join(", ", _credentials.All.Select(one => $"{ChoiceText.Of(one.In)} `{one.Key}`"))}"
                + (_credentials.Passed > 0 ? $" ({_credentials.Passed} other cookies are not forwarded)" : "") + ". If everybody gets the same, public has one poll for all.", true);
        }

        foreach (var field in _roles.Question)
        {
            Say("channel", $"{field} says what is asked for: {_roles.Values(field).Distinct().Count()} values, each with answers of its own");
        }
    }

    private JsonObject Match()
    {
        var match = new JsonObject();
        if (_endpoint.Method != "GET")
        {
            match["methods"] = new JsonArray(_endpoint.Method);
        }

        match["path"] = _endpoint.Path;
        Say("match", $"{_endpoint}, {_endpoint.Polls.Count} requests{(_endpoint.Polls.Count == Endpoint.MostPolls ? " looked at" : "")}");
        var ignore = new JsonObject();
        if (_roles.Ignored.Count > 0)
        {
            ignore["names"] = new JsonArray([.. _roles.Ignored.Select(field => (JsonNode)field.Key)]);
            foreach (var field in _roles.Ignored)
            {
                Say("match.ignore", $"{field} is another one in {_roles.Values(field).Distinct().Count()} of {_roles.Values(field).Count()} requests, and stands in no answer");
            }
        }

        if (_roles.HasBare)
        {
            ignore["valueless"] = true;
            Say("match.ignore", "bare keys without a value change");
        }

        if (ignore.Count > 0)
        {
            match["ignore"] = ignore;
        }

        return match;
    }

    private JsonObject Request(VariableNames names)
    {
        var request = new JsonObject();
        if (_endpoint.Method != "GET")
        {
            request["method"] = _endpoint.Method;
        }

        var fields = _endpoint.Polls.SelectMany(poll => poll.Fields).DistinctBy(field => field.Name).ToList();
        if (fields.FirstOrDefault(field => field.Name.Place is RequestPlace.Form or RequestPlace.Json) is { Name.Key.Length: > 0 } body)
        {
            request["body"] = ChoiceText.Of(body.Name.Place);
            Say("request.body", $"{ChoiceText.Of(body.Name.Place)}, by its Content-Type");
        }

        var parameters = new JsonArray([.. fields.Select(field => Parameter(field, names)).OfType<JsonNode>()]);
        foreach (var accept in _endpoint.Polls.Select(poll => poll.Exchange.Request.Header("Accept")).Distinct().ToList() is [{ } only] && only.Contains("json") ? (string[])[only] : [])
        {
            parameters.Add(new JsonObject { ["in"] = "header", ["key"] = "Accept", ["value"] = accept });
        }

        if (parameters.Count > 0)
        {
            request["params"] = parameters;
        }

        foreach (var field in _roles.Passed.Where(field => !_credentials.Has(field)))
        {
            Say("request.params", $"{field} changes, and nothing in the answers says why; headers that a shape doesn't name are not looked at", true);
        }

        return request;
    }

    private JsonObject? Parameter(SeenField field, VariableNames names)
    {
        var name = field.Name;
        if (name.Place == RequestPlace.Path || _credentials.Has(name) || _roles.Ignored.Contains(name) || _roles.Passed.Contains(name)
            || (name.Place == RequestPlace.Query && (_wait?.Name == name || _limit == name)) || (field.IsBare && !_roles.Constant.Contains(name)))
        {
            return null;
        }

        var parameter = new JsonObject();
        if (name.Place != RequestPlace.Query)
        {
            parameter["in"] = ChoiceText.Of(name.Place);
        }

        parameter["key"] = name.Key;
        if (_cursor.FirstOrDefault(part => part.Find.Field == name) is { Var: { } part })
        {
            parameter["value"] = $"{{{part}}}";
        }
        else if (_wait?.Name == name || _limit == name)
        {
            parameter["value"] = _limit == name ? "{limit}" : "{wait}";
        }
        else if (_question.TryGetValue(name, out var question))
        {
            parameter["value"] = $"{{{question}}}";
            Encode(parameter, field);
        }
        else if (name.Place is RequestPlace.Form or RequestPlace.Json && (Secrets.IsCredential(name) || Secrets.Looks(field.Text)))
        {
            if (_credentials.IsPublic)
            {
                Refusal = $"{name} looks like a secret, and a shape can't pass on a secret of a body without another credential beside it";
            }

            parameter["value"] = $"{{{names.For(name)}}}";
            Encode(parameter, field);
            Say("request.params", $"{name} looks like a secret: a variable, so that it is neither written down nor shared", true);
        }
        else if (name.Place == RequestPlace.Header && name.Key.StartsWith("If-", StringComparison.Ordinal))
        {
            return null; // a condition that never moved says nothing
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
            Say("request.params", $"{name} was always the same; a request with another value passes through" + (isId ? ". If it says what is asked for, make it a variable and name it in the channel" : ""), isId);
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

    private void WriteWait(JsonObject shape)
    {
        var wait = new JsonObject();
        if (_wait is { } field)
        {
            if (field.Name.Place == RequestPlace.Query)
            {
                wait["param"] = field.Name.Key;
            }

            if (field.Unit != ShapeUnit.Seconds)
            {
                wait["unit"] = ChoiceText.Of(field.Unit);
            }

            Say("wait.param", field.Why, field.IsDoubt);
        }

        var held = Default();
        if (held is { } time)
        {
            wait["default"] = DurationText.Write(time);
            if (time > new ShapeWait().Max)
            {
                wait["max"] = DurationText.Write(time);
            }
        }

        if (_rhythm.IsHeld && _rhythm.Quiet is null)
        {
            wait["deadline"] = DurationText.Write((held ?? new ShapeWait().Default) + TimeSpan.FromSeconds(15));
            wait["cut"] = "empty";
            Say("wait.cut", "no answer said that nothing is new, so it isn't known how the backend says it: a poll that is cut by the bridge counts as nothing new", true);
        }

        if (wait.Count > 0)
        {
            shape["wait"] = wait;
        }

        TimeSpan? Default()
        {
            if (!_rhythm.IsHeld)
            {
                Say("wait.default", $"0: answers came at once (the slowest after {Rhythm.Say(_rhythm.Longest)}), {Rhythm.Say(_rhythm.Gap)} after the answer before");
                return TimeSpan.Zero;
            }

            if (_wait is { } said)
            {
                return said.Time;
            }

            if (_rhythm.Quiet is { } quiet)
            {
                Say("wait.default", $"answers that said nothing new took {Rhythm.Say(quiet)}");
                return Rhythm.Round(quiet);
            }

            var longest = _rhythm.Cut is { } cut && cut > _rhythm.Longest ? cut : _rhythm.Longest;
            var isLong = longest > new ShapeWait().Default;
            Say("wait.default", $"polls are held; the longest took {Rhythm.Say(longest)}, and none ran to its end: {(isLong ? "so long at least" : "25 s is a guess")}", true);
            return isLong ? Rhythm.Round(longest) : null;
        }
    }

    private void WritePace(JsonObject shape)
    {
        if (_rhythm.Gaps > 0 && (!_rhythm.IsHeld || _rhythm.Gap >= TimeSpan.FromMilliseconds(500)))
        {
            shape["pace"] = new JsonObject { ["interval"] = DurationText.Write(Rhythm.Round(_rhythm.Gap)) };
            Say("pace.interval", $"from an answer to the next request {Rhythm.Say(_rhythm.Gap)} passed, in the middle of {_rhythm.Gaps}", !_rhythm.IsRegular);
        }
    }

    private void Say(string field, string text, bool isDoubt = false) => _findings.Add(new Finding(field, text, isDoubt));
}
