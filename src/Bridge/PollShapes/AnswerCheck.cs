namespace Bridge.PollShapes;

/// <summary>Whether old clients can be answered.</summary>
internal static class AnswerCheck
{
    /// <summary>Judges the templates.</summary>
    public static void Check(PollShape shape, ShapeReport report)
    {
        var answer = shape.Answer;
        string[] known = ["count", .. shape.Cursor.Parts.Select(part => part.Var), .. shape.Cursor.Parts.Count == 1 ? (string[])["cursor", "head"] : []];
        Known(answer.Body, "answer:body", [.. known, "items"], report);
        foreach (var (name, value) in answer.Headers)
        {
            Known(value, $"answer:headers:{name}", known, report);
        }

        if (answer.Item != "raw")
        {
            Known(answer.Item, "answer:item", ["raw", "data", "id"], report);
        }

        if (answer.Empty is { } empty)
        {
            Known(empty.Body, "answer:empty:body", known, report);
            foreach (var (name, value) in empty.Headers)
            {
                Known(value, $"answer:empty:headers:{name}", known, report);
            }
        }

        report.When(shape.Kind != ShapeKind.Signal && !new Template(answer.Body).Variables.Contains("items"), "answer:body", "has no {items}: what was published would never be seen.");
    }

    private static void Known(string template, string field, string[] known, ShapeReport report)
    {
        foreach (var variable in new Template(template).Variables.Except(known))
        {
            report.Add(field, $"names {{{variable}}}, which an answer doesn't have{NearMiss.Hint(variable, known)} Known: {string.Join(", ", known)}.");
        }
    }
}
