namespace Bridge.PollShapes;

/// <summary>The fields of cursors.</summary>
internal static class CursorFields
{
    private static readonly FieldGroup<CursorPart> Part = new FieldGroup<CursorPart>("part")
        .With(part => part.Var, (part, value) => part with { Var = value }, FieldText.Variable, isRequired: true)
        .With(part => part.From, (part, value) => part with { From = value }, new FieldChoice<CursorSource>())
        .With(part => part.Path, (part, value) => part with { Path = value }, FieldText.Line)
        .With(part => part.Add, (part, value) => part with { Add = value }, new FieldNumber<int>(0, 1))
        .With(part => part.Type, (part, value) => part with { Type = value }, new FieldChoice<CursorType> { Later = [CursorType.Url] })
        .With(part => part.Inclusive, (part, value) => part with { Inclusive = value }, FieldFlag.Instance)
        .With(part => part.Value, (part, value) => part with { Value = value }, FieldText.Any)
        .With(part => part.Unit, (part, value) => part with { Unit = value }, new FieldChoice<ShapeUnit>(ShapeUnit.Seconds, ShapeUnit.Milliseconds));

    private static readonly FieldGroup<CursorMap> Map = new FieldGroup<CursorMap>("map")
        .With(map => map.In, (map, value) => map with { In = value }, new FieldChoice<RequestPlace>(RequestPlace.Query, RequestPlace.Form, RequestPlace.Json))
        .With(map => map.Prefix, (map, value) => map with { Prefix = value }, FieldText.Line, isRequired: true)
        .With(map => map.Path, (map, value) => map with { Path = value }, FieldText.Dotted, isRequired: true)
        .With(map => map.StatusChannel, (map, value) => map with { StatusChannel = value }, FieldText.Line)
        .With(map => map.Value, (map, value) => map with { Value = value }, FieldText.Any);

    private static readonly FieldGroup<CursorMore> More = new FieldGroup<CursorMore>("more")
        .With(more => more.Path, (more, value) => more with { Path = value }, FieldText.Dotted, isRequired: true)
        .With(more => more.Param, (more, value) => more with { Param = value }, FieldText.Line);

    private static readonly FieldGroup<CursorProbe> Probe = new FieldGroup<CursorProbe>("probe")
        .With(probe => probe.When, (probe, value) => probe with { When = value }, new FieldChoice<CursorProbeTime>())
        .With(probe => probe.Every, (probe, value) => probe with { Every = value }, new FieldNumber<int>(1, 10_000))
        .With(probe => probe.Call, (probe, value) => probe with { Call = value }, RequestFields.Call);

    /// <summary>The cursor.</summary>
    public static FieldGroup<ShapeCursor> Cursor { get; } = new FieldGroup<ShapeCursor>("cursor")
        .With(cursor => cursor.Parts, (cursor, value) => cursor with { Parts = value }, new FieldList<CursorPart>(Part))
        .With(cursor => cursor.Map, (cursor, value) => cursor with { Map = value }, Map)
        .With(cursor => cursor.Initial, (cursor, value) => cursor with { Initial = value }, new FieldChoice<CursorInitial>())
        .With(cursor => cursor.Start, (cursor, value) => cursor with { Start = value }, RequestFields.Call)
        .With(cursor => cursor.More, (cursor, value) => cursor with { More = value }, More)
        .With(cursor => cursor.Probe, (cursor, value) => cursor with { Probe = value }, Probe);
}
