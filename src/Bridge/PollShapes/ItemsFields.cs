namespace Bridge.PollShapes;

/// <summary>The fields of items.</summary>
internal static class ItemsFields
{
    private static readonly FieldGroup<ItemsWhere> Where = new FieldGroup<ItemsWhere>("where")
        .With(where => where.Path, (where, value) => where with { Path = value }, FieldText.Dotted, isRequired: true)
        .With(where => where.EqualTo, (where, value) => where with { EqualTo = value }, FieldText.Any, name: "equals")
        .With(where => where.Prefix, (where, value) => where with { Prefix = value }, FieldText.Line)
        .With(where => where.Not, (where, value) => where with { Not = value }, FieldFlag.Instance);

    private static readonly FieldGroup<ItemsLimit> Limit = new FieldGroup<ItemsLimit>("limit")
        .With(limit => limit.Param, (limit, value) => limit with { Param = value }, FieldText.Line)
        .With(limit => limit.Keep, (limit, value) => limit with { Keep = value }, new FieldChoice<ItemsKeep>())
        .With(limit => limit.Default, (limit, value) => limit with { Default = value }, new FieldNumber<int>(0, AnswerItems.MaxCount));

    /// <summary>Where the items are.</summary>
    public static FieldGroup<ShapeItems> Items { get; } = new FieldGroup<ShapeItems>("items")
        .With(items => items.Path, (items, value) => items with { Path = value }, FieldText.DottedOrWhole)
        .With(items => items.Form, (items, value) => items with { Form = value }, new FieldChoice<ItemsForm>())
        .With(items => items.Id, (items, value) => items with { Id = value }, FieldText.Dotted)
        .With(items => items.Order, (items, value) => items with { Order = value }, new FieldChoice<ItemsOrder>())
        .With(items => items.Where, (items, value) => items with { Where = value }, new FieldList<ItemsWhere>(Where))
        .With(items => items.Channel, (items, value) => items with { Channel = value }, FieldText.Dotted)
        .With(items => items.Data, (items, value) => items with { Data = value }, FieldText.Dotted)
        .With(items => items.Limit, (items, value) => items with { Limit = value }, Limit)
        .With(items => items.Batch, (items, value) => items with { Batch = value }, new FieldChoice<ItemsBatch>());

    /// <summary>Dropping what was seen.</summary>
    public static FieldGroup<ShapeDedupe> Dedupe { get; } = new FieldGroup<ShapeDedupe>("dedupe")
        .With(dedupe => dedupe.By, (dedupe, value) => dedupe with { By = value }, new FieldChoice<DedupeBy>())
        .With(dedupe => dedupe.Window, (dedupe, value) => dedupe with { Window = value }, new FieldNumber<int>(1, 100_000))
        .With(dedupe => dedupe.Overlap, (dedupe, value) => dedupe with { Overlap = value }, new FieldNumber<int>(0, 86_400_000));
}
