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
        var requests = new RequestDraft(_endpoint, _roles, _credentials, _rhythm, _cursor, _question, _wait, _limit, names, Say);
        shape["match"] = requests.Match();
        if (requests.Request() is { Count: > 0 } request)
        {
            shape["request"] = request;
        }

        Refusal = requests.Refusal;
        var waits = new WaitDraft(_rhythm, _wait, Say);
        waits.WriteWait(shape);
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
            Say("wait.heartbeat", "answers that took long begin with line breaks: signs of life", false);
        }

        waits.WritePace(shape);
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
                + (_credentials.Passed > 0 ? $" (not forwarded: {_credentials.Passed} other cookie{(_credentials.Passed > 1 ? "s" : "")})" : "") + ". If everybody gets the same, public has one poll for all.", true);
        }

        foreach (var field in _roles.Question)
        {
            Say("channel", $"{field} says what is asked for: {_roles.Values(field).Distinct().Count()} values, each with answers of its own", false);
        }
    }

    private void Say(string field, string text, bool isDoubt) => _findings.Add(new Finding(field, text, isDoubt));
}
