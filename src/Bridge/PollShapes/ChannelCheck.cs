namespace Bridge.PollShapes;

/// <summary>Whether the channel's template names what keeps different answers apart.</summary>
internal static class ChannelCheck
{
    /// <summary>Judges the channel and the scope.</summary>
    public static void Check(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        var template = new ChannelTemplate(shape.Channel);
        if (template.Fault is { } fault)
        {
            report.Add("channel", fault);
            return;
        }

        var isPublic = shape.Scope == ShapeScope.Public;
        string[] questions = [.. plan.Questions];
        string[] known = [.. questions, .. isPublic ? [] : (string[])["scope"], .. shape.Cursor.Map is null ? [] : (string[])["channel"]];
        foreach (var variable in template.Variables.Where(variable => !known.Contains(variable)))
        {
            report.Add(
                "channel",
                variable == "scope" ? "names {scope}, but the scope is public: name the variables themselves."
                : variable == "channel" ? "names {channel}, which only a cursor.map has."
                : shape.Auth.Forward.Any(credential => credential.Key == variable) ? $"names the credential {{{variable}}}: names of channels are no secret."
                : $"names {{{variable}}}, which no parameter or path has{NearMiss.Hint(variable, known)}");
        }

        if (isPublic)
        {
            foreach (var variable in questions.Except(template.Variables))
            {
                report.Add("channel", $"must name {{{variable}}}: different values get different answers. What a session gives belongs into the cursor, as a part with from: request.");
            }

            report.When(shape.Auth.Forward.Count > 0, "auth:forward", "belongs to other scopes: a public answer must not depend on whose credential fetched it.");
        }
        else
        {
            report.When(!template.Variables.Contains("scope"), "channel", $"must name {{scope}}, because the scope is {ChoiceText.Of(shape.Scope)}: otherwise users would see each other's answers.");
            report.When(
                shape.Scope == ShapeScope.PerCredential && shape.Auth.Forward.Count == 0, "auth:forward",
                "is missing: scope per-credential needs to know which credentials tell users apart.");
            report.When(
                shape.Scope == ShapeScope.PerUser && shape.Auth is { Forward.Count: 0, Service: null }, "auth",
                "has neither forward nor service: the bridge has nothing to ask with on a user's behalf.");
        }

        report.When(shape.Cursor.Map is not null && !template.Variables.Contains("channel"), "channel", "must name {channel}, because cursor.map has several channels in one request.");
    }
}
