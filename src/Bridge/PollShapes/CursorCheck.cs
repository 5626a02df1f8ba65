using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Whether a cursor leads from one answer to the next request.</summary>
internal static class CursorCheck
{
    /// <summary>Judges the cursor.</summary>
    public static void Check(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        var cursor = shape.Cursor;
        for (var at = 0; at < cursor.Parts.Count; at++)
        {
            CheckPart(shape, plan, cursor.Parts[at], report.Below(string.Create(CultureInfo.InvariantCulture, $"cursor:parts:{at}")));
        }

        foreach (var twice in cursor.Parts.GroupBy(part => part.Var).Where(group => group.Count() > 1))
        {
            report.Add("cursor:parts", $"has the variable '{twice.Key}' twice.");
        }

        CheckFirst(cursor, report);
        CheckProbe(cursor, report);
        if (cursor.Map is not null)
        {
            report.When(cursor.Parts.Count > 0, "cursor:map", "stands instead of parts, not beside them.");
            report.When(shape.Items.Channel is null, "items:channel", "is missing: cursor.map needs to know which channel an item belongs to.");
            report.When(cursor.Map.In == RequestPlace.Form && shape.Request.Body != RequestBody.Form, "cursor:map:in", "is form, but request.body isn't.");
            report.When(cursor.Map.In == RequestPlace.Json && shape.Request.Body != RequestBody.Json, "cursor:map:in", "is json, but request.body isn't.");
        }

        report.When(
            cursor.More is not null && cursor.More.Param is null && !plan.Variables.Contains(RequestPlan.More) && cursor.Parts.Count == 0,
            "cursor:more:param", "is missing: without a cursor nothing else leads to the next page.");
        report.When(
            shape.Kind == ShapeKind.Events && cursor.Parts.Count == 0 && cursor.Map is null && shape.Dedupe is null && shape.Ack.Mode != AckMode.OnRead,
            "cursor:parts", "is missing: events need a cursor, dedupe by id, or ack.mode: on-read; otherwise every answer brings the same items again.");
    }

    private static void CheckPart(PollShape shape, RequestPlan plan, CursorPart part, ShapeReport report)
    {
        var isNumber = part.Type is CursorType.Int or CursorType.Time;
        var isFound = part.From is CursorSource.Body or CursorSource.Header or CursorSource.Item;
        report.When(isFound && part.Path is null, "path", $"is missing: where in the {ChoiceText.Of(part.From)} is it?");
        report.When(!isFound && part.Path is not null, "path", $"is never looked at with from: {ChoiceText.Of(part.From)}.");
        report.When(part.From == CursorSource.Header && part.Path is not null && !FieldText.Token.TryParse(part.Path, out _), "path", $"'{part.Path}' is no name of a header.");
        report.When(
            part.From is CursorSource.Body or CursorSource.Item && part.Path is not null && !FieldText.Dotted.TryParse(part.Path, out _), "path", $"'{part.Path}' is no dotted path, as data.last.");
        report.When(part.From == CursorSource.Item && shape.Items.Form == ItemsForm.Text, "from", "is item, but items.form: text has no paths.");
        report.When(part.Add != 0 && !isNumber, "add", "needs type: int or time.");
        report.When(part.Unit != ShapeUnit.Seconds && shape.Cursor.Initial != CursorInitial.Now, "unit", "is only for cursor.initial: now.");
        report.When(part.Value is not null && shape.Cursor.Initial != CursorInitial.Value, "value", "is only sent with cursor.initial: value.");
        report.When(part.Inclusive && shape.Dedupe is null, "inclusive", "needs dedupe: the items at the cursor come again.");
        report.When(
            part.Type == CursorType.Time && shape.Kind == ShapeKind.Events && !part.Inclusive, "type",
            "is time: items of the same instant would be lost. Say inclusive: true with dedupe, or kind: state.");
        var places = new PathTemplate(shape.Request.Url ?? shape.Match.Path).Variables;
        report.When(
            !plan.Variables.Contains(part.Var) && !places.Contains(part.Var), "var",
            $"'{part.Var}' is carried by no parameter: add one to request.params with the value {{{part.Var}}}.");
        report.When(RequestCheck.Reserved.Contains(part.Var), "var", $"'{part.Var}' has a meaning of its own; use another name.");
    }

    private static void CheckFirst(ShapeCursor cursor, ShapeReport report)
    {
        report.When(cursor.Initial == CursorInitial.Tail && cursor.Start is null, "cursor:start", "is missing: cursor.initial: tail begins where this call says.");
        report.When(cursor.Initial != CursorInitial.Tail && cursor.Start is not null, "cursor:initial", "must be tail where cursor.start is given.");
        report.When(cursor.Initial == CursorInitial.Value && cursor.Parts.All(part => part.Value is null), "cursor:initial", "is value, but no part has one.");
        report.When(
            cursor.Initial == CursorInitial.Now && !cursor.Parts.Any(part => part.Type == CursorType.Time), "cursor:initial", "is now, but no part is a time. A backend's own word for it is a value.");
        report.When(cursor.Start is not null && !Finds(cursor, cursor.Start), "cursor:start:extract", "must give a part of the cursor.");
    }

    private static void CheckProbe(ShapeCursor cursor, ShapeReport report)
    {
        var probe = cursor.Probe;
        if (probe.When == CursorProbeTime.Never)
        {
            return;
        }

        report.When(probe.When == CursorProbeTime.Every && probe.Every == 0, "cursor:probe:every", "is missing: after how many empty answers?");
        report.When(probe.When != CursorProbeTime.Every && probe.Every != 0, "cursor:probe:every", "belongs to when: every.");
        report.When(!cursor.Parts.Any(part => part.Type is CursorType.Int or CursorType.Time), "cursor:probe:when", "needs a part with type: int or time, to compare the head with.");
        report.When((probe.Call ?? cursor.Start) is null, "cursor:probe:call", "is missing, and there is no cursor.start to use instead.");
        report.When(probe.Call is not null && !Finds(cursor, probe.Call), "cursor:probe:call:extract", "must give a part of the cursor.");
    }

    private static bool Finds(ShapeCursor cursor, ShapeCall call) => call.Extract.Any(extract => cursor.Parts.Any(part => part.Var == extract.Var));
}
