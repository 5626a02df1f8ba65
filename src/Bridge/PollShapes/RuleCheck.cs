using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Whether rules speak of something and lead somewhere.</summary>
internal static class RuleCheck
{
    /// <summary>Judges the rules, and the pace that answers ask for.</summary>
    public static void Check(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        for (var at = 0; at < shape.Rules.Count; at++)
        {
            CheckRule(shape, plan, shape.Rules[at], report.Below(string.Create(CultureInfo.InvariantCulture, $"rules:{at}")));
        }

        CheckDelay(shape.Pace.From, "pace:from", report);
        report.When(shape.Pace.From is { Constant: var constant } && constant > TimeSpan.Zero, "pace:from:constant", "is pace.interval.");
    }

    private static void CheckRule(PollShape shape, RequestPlan plan, ShapeRule rule, ShapeReport report)
    {
        CheckWhen(rule.When, report.Below("when"));
        for (var at = 0; at < rule.When.Any.Count; at++)
        {
            CheckWhen(rule.When.Any[at], report.Below(string.Create(CultureInfo.InvariantCulture, $"when:any:{at}")));
        }

        CheckDelay(rule.DelayFrom, "delayFrom", report);
        report.When(rule.Do == RuleAction.Adopt && rule.Set.Count == 0, "set", "is missing: what is to be adopted?");
        report.When(rule.Do == RuleAction.Session && shape.Session is not { Steps.Count: > 0 }, "do", "is session, but session.steps has no call to run again.");
        report.When(rule.Do == RuleAction.Stop && rule.DelayFrom is not null, "delayFrom", "has no meaning before a stop.");
        string[] known = [.. plan.Variables, .. shape.Cursor.Parts.Select(part => part.Var), .. (shape.Session?.Steps ?? []).SelectMany(step => step.Extract).Select(extract => extract.Var)];
        for (var at = 0; at < rule.Set.Count; at++)
        {
            report.When(
                !known.Contains(rule.Set[at].Var), string.Create(CultureInfo.InvariantCulture, $"set:{at}:var"),
                $"'{rule.Set[at].Var}' is used by no parameter{NearMiss.Hint(rule.Set[at].Var, known)}");
        }
    }

    private static void CheckWhen(RuleWhen when, ShapeReport report)
    {
        var says = when.Status.Count > 0 || when.Header is not null || when.Path is not null || when.Any.Count > 0 || when.EmptyBody || when.Cut || when.Broken;
        report.When(!says, "status", "is missing: this rule speaks of no answer, so it would fit all.");
        report.When(when.EqualTo is not null && when.Path is null && when.Header is null, "equals", "needs a path or a header.");
        report.When(when.Exists && when.Path is null, "exists", "needs a path.");
        report.When(when.Path is not null && !when.Exists && when.EqualTo is null, "path", "needs equals or exists: true.");
        report.When(when.Exists && when.EqualTo is not null, "exists", "stands instead of equals, not beside it.");
    }

    private static void CheckDelay(RuleDelay? delay, string field, ShapeReport report)
    {
        if (delay is not null)
        {
            var places = (delay.Header is null ? 0 : 1) + (delay.Path is null ? 0 : 1) + (delay.Constant > TimeSpan.Zero ? 1 : 0);
            report.When(places != 1, field, "must say exactly one of header, path and constant.");
        }
    }
}
