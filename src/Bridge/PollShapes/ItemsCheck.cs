using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Whether items can be found and told apart, and "nothing new" be recognised.</summary>
internal static class ItemsCheck
{
    /// <summary>Judges items, dedupe and empty.</summary>
    public static void Check(PollShape shape, ShapeReport report)
    {
        var items = shape.Items;
        if (items.Form == ItemsForm.Text)
        {
            foreach (var (isGiven, field) in ((bool, string)[])
                [(items.Path.Length > 0, "path"), (items.Id is not null, "id"), (items.Where.Count > 0, "where"), (items.Channel is not null, "channel"), (items.Data is not null, "data")])
            {
                report.When(isGiven, $"items:{field}", "is a path, but items.form: text has none.");
            }
        }

        report.When(items is { Order: ItemsOrder.Desc, Form: ItemsForm.Text or ItemsForm.Single }, "items:order", "has no meaning for one item.");
        report.When(shape.Dedupe is not null && items.Id is null && items.Form != ItemsForm.Map, "items:id", "is missing: dedupe tells items apart by it.");
        report.When(
            shape.Dedupe is { Overlap: > 0 } && !shape.Cursor.Parts.Any(part => part.Type is CursorType.Int or CursorType.Time), "dedupe:overlap",
            "needs a part of the cursor with type: int or time.");
        for (var at = 0; at < items.Where.Count; at++)
        {
            var where = items.Where[at];
            report.When(where is { EqualTo: not null, Prefix: not null }, string.Create(CultureInfo.InvariantCulture, $"items:where:{at}:prefix"), "stands instead of equals, not beside it.");
        }

        for (var at = 0; at < shape.Empty.Count; at++)
        {
            CheckEmpty(shape, shape.Empty[at], report.Below(string.Create(CultureInfo.InvariantCulture, $"empty:{at}")));
        }
    }

    private static void CheckEmpty(PollShape shape, ShapeEmpty empty, ShapeReport report)
    {
        var says = empty.Status > 0 || empty.Body is not null || empty.Path is not null || empty.OnlyKeys.Count > 0 || empty.Cut;
        report.When(!says && !empty.Never, "status", "is missing: this form says nothing, so every answer would be empty.");
        report.When(empty.Never && (says || shape.Empty.Count > 1), "never", "stands alone: the backend has no form of nothing new.");
        report.When(empty.EqualTo is not null && empty.Path is null, "equals", "needs a path.");
        report.When(
            empty is { Status: >= 200 and <= 299 and not 204, Body: null, Path: null, OnlyKeys.Count: 0, Cut: false }, "status",
            "alone would make every good answer empty; say body or path too.");
    }
}
