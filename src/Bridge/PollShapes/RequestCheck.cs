using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Whether requests can be recognised and made.</summary>
internal static class RequestCheck
{
    /// <summary>Variables whose names have a meaning of their own.</summary>
    public static readonly string[] Reserved = ["scope", "channel", "items", "count", "cursor", "head", RequestPlan.Wait, RequestPlan.Limit, RequestPlan.More];

    /// <summary>Judges match, wait and credentials.</summary>
    public static void Check(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        CheckPath(shape.Match.Path, "match:path", report);
        foreach (var variable in new PathTemplate(shape.Match.Path).Variables)
        {
            report.When(
                shape.Match.Ignore.Names.Contains(variable) && shape.Request.Url is null, "request:url", $"is missing: {{{variable}}} is ignored, so the path of match can't be asked.");
            report.When(Reserved.Contains(variable), "match:path", $"has the variable {{{variable}}}, whose name has a meaning of its own.");
            report.When(
                variable == "token" && shape.Scope != ShapeScope.Public && !shape.Auth.Forward.Any(credential => credential is { In: RequestPlace.Path, Key: "token" }),
                "match:path", "has a {token}: name it in auth.forward with in: path, so that it is treated as a secret.");
            report.When(variable == "token" && shape.Scope == ShapeScope.Public, "match:path", "has a {token}, but the scope is public: a secret would be part of a channel's name.");
        }

        for (var at = 0; at < shape.Match.Require.Count; at++)
        {
            var need = shape.Match.Require[at];
            report.When(
                need.In is not (RequestPlace.Header or RequestPlace.Cookie) && !plan.Params.Any(param => param.In == need.In && param.Key == need.Key),
                At($"match:require:{at}:key"), $"'{need.Key}' is no parameter of request: a request that has it would be another one.");
        }

        report.When(shape.Match.Methods.Count == 0, "match:methods", "is empty: nothing would match.");
        report.When(shape.Match.Methods.Count > 0 && !shape.Match.Methods.Contains(shape.Request.Method), "request:method", $"is {shape.Request.Method}, which match.methods doesn't have.");
        for (var at = 0; at < shape.Auth.Forward.Count; at++)
        {
            var credential = shape.Auth.Forward[at];
            report.When(
                credential.In == RequestPlace.Path && !new PathTemplate(shape.Match.Path).Variables.Contains(credential.Key),
                At($"auth:forward:{at}:key"), $"is no variable of match.path: '{credential.Key}'.");
        }

        report.When(
            shape.Auth.Csrf is { } csrf && !shape.Auth.Forward.Any(credential => credential.In == RequestPlace.Cookie && credential.Key == csrf.Cookie),
            "auth:csrf:cookie", "must be in auth.forward too: the backend compares both.");
    }

    /// <summary>Judges the request's parameters and waiting.</summary>
    public static void CheckParams(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        var request = shape.Request;
        if (request.Url is not null)
        {
            CheckPath(request.Url, "request:url", report);
            Known(request.Url, "request:url", [.. plan.Variables, .. new PathTemplate(shape.Match.Path).Variables, .. Given(shape)], report);
        }

        CheckList(request.Params, request.Method, request.Body, report.Below("request"));
        foreach (var twice in plan.Params.GroupBy(param => (param.In, param.Key)).Where(group => group.Count() > 1))
        {
            report.Add("request:params", $"has '{twice.Key.Key}' twice.");
        }

        foreach (var (variable, where) in ((string, string)[])[(RequestPlan.Wait, "wait:param"), (RequestPlan.Limit, "items:limit:param"), (RequestPlan.More, "cursor:more:param")])
        {
            report.When(plan.Variables.Count(name => name == variable) > 1, where, $"is given twice: a parameter of the request has {{{variable}}} already.");
        }

        var wait = shape.Wait;
        report.When(wait.Unit != ShapeUnit.Seconds && !plan.Variables.Contains(RequestPlan.Wait), "wait:unit", "says how a parameter is written, but wait.param is missing.");
        report.When(wait.Default > wait.Max, "wait:default", $"is longer than wait.max ({DurationText.Write(wait.Max)}).");
        report.When(wait.Deadline > TimeSpan.Zero && wait.Deadline < wait.Default, "wait:deadline", $"is shorter than wait.default ({DurationText.Write(wait.Default)}): every quiet poll would be cut.");
        report.When(wait is { Heartbeat: WaitHeartbeat.Newline, Flush: WaitFlush.End }, "wait:heartbeat", "needs wait.flush: headers-first.");
        report.When(shape.Items.Limit.Default > 0 && !plan.Variables.Contains(RequestPlan.Limit), "items:limit:default", "is never sent: items.limit.param is missing.");
    }

    /// <summary>Judges a call beside the polls.</summary>
    public static void CheckCall(PollShape shape, RequestPlan plan, ShapeCall call, ShapeReport report)
    {
        string[] known = [.. plan.Variables, .. new PathTemplate(shape.Match.Path).Variables, .. Given(shape)];
        CheckPath(call.Url, "url", report);
        Known(call.Url, "url", known, report);
        CheckList(call.Params, call.Method, call.Body, report);
        for (var at = 0; at < call.Params.Count; at++)
        {
            foreach (var variable in RequestPlan.VariablesOf(call.Params[at]).Except(known))
            {
                report.Add(At($"params:{at}:value"), $"names {{{variable}}}, which nothing gives{NearMiss.Hint(variable, known)}");
            }
        }
    }

    /// <summary>The variables that the session and the rules give.</summary>
    public static IEnumerable<string> Given(PollShape shape) =>
        (shape.Session?.Steps ?? []).SelectMany(step => step.Extract).Concat(shape.Rules.SelectMany(rule => rule.Set)).Select(extract => extract.Var);

    private static void CheckPath(string path, string field, ShapeReport report)
    {
        if (new PathTemplate(path).Fault is { } fault)
        {
            report.Add(field, fault);
        }
    }

    private static void Known(string template, string field, string[] known, ShapeReport report)
    {
        foreach (var variable in new PathTemplate(template).Variables.Except(known))
        {
            report.Add(field, $"names {{{variable}}}, which nothing gives{NearMiss.Hint(variable, known)}");
        }
    }

    private static void CheckList(IReadOnlyList<RequestParameter> parameters, string method, RequestBody body, ShapeReport report)
    {
        report.When(body != RequestBody.None && (method is "GET" or "HEAD"), "body", $"can't be sent with {method}.");
        for (var at = 0; at < parameters.Count; at++)
        {
            var param = parameters[at];
            report.When(
                (param.In == RequestPlace.Form && body != RequestBody.Form) || (param.In == RequestPlace.Json && body != RequestBody.Json),
                At($"params:{at}:in"), $"is {ChoiceText.Of(param.In)}, but the body is {ChoiceText.Of(body)}.");
            report.When(
                param.In is RequestPlace.Header or RequestPlace.Cookie && !FieldText.Token.TryParse(param.Key, out _), At($"params:{at}:key"), $"'{param.Key}' is no name of a header or cookie.");
            if (param.Encode == RequestEncoding.Json)
            {
                report.When(new JsonTemplate(param.Value).Fault is not null, At($"params:{at}:value"), new JsonTemplate(param.Value).Fault ?? "");
            }
            else
            {
                var template = new Template(param.Value);
                report.When(template.Only is null && template.Variables.Any(), At($"params:{at}:value"), "must be exactly one variable, or a constant.");
                report.When(template.Only is "scope" or "channel" or "items" or "head" or "cursor", At($"params:{at}:value"), $"{param.Value} has a meaning of its own; use another name.");
            }
        }
    }

    private static string At(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
