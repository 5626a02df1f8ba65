namespace Bridge.PollShapes;

/// <summary>The fields of rules and of the forms of "nothing new".</summary>
internal static class RuleFields
{
    private static readonly FieldNumber<int> Status = new(100, 599);

    /// <summary>A pause.</summary>
    public static FieldGroup<RuleDelay> Delay { get; } = new FieldGroup<RuleDelay>("delay")
        .With(delay => delay.Header, (delay, value) => delay with { Header = value }, FieldText.Token)
        .With(delay => delay.Path, (delay, value) => delay with { Path = value }, FieldText.Dotted)
        .With(delay => delay.Constant, (delay, value) => delay with { Constant = value }, new FieldDuration(TimeSpan.FromDays(1)))
        .With(delay => delay.Unit, (delay, value) => delay with { Unit = value }, new FieldChoice<ShapeUnit>());

    /// <summary>A rule.</summary>
    public static FieldGroup<ShapeRule> Rule { get; } = new FieldGroup<ShapeRule>("rule")
        .With(rule => rule.When, (rule, value) => rule with { When = value }, Condition("when")
            .With(when => when.Any, (when, value) => when with { Any = value }, new FieldList<RuleWhen>(Condition("condition"))), isRequired: true)
        .With(rule => rule.Do, (rule, value) => rule with { Do = value }, new FieldChoice<RuleAction>())
        .With(rule => rule.DelayFrom, (rule, value) => rule with { DelayFrom = value }, Delay)
        .With(rule => rule.Set, (rule, value) => rule with { Set = value }, new FieldList<CallExtract>(RequestFields.Extract))
        .With(rule => rule.Emit, (rule, value) => rule with { Emit = value }, FieldFlag.Instance);

    /// <summary>A form of "nothing new".</summary>
    public static FieldGroup<ShapeEmpty> Empty { get; } = new FieldGroup<ShapeEmpty>("empty")
        .With(empty => empty.Status, (empty, value) => empty with { Status = value }, Status)
        .With(empty => empty.Body, (empty, value) => empty with { Body = value }, FieldText.Any)
        .With(empty => empty.Path, (empty, value) => empty with { Path = value }, FieldText.Dotted)
        .With(empty => empty.EqualTo, (empty, value) => empty with { EqualTo = value }, FieldText.Any, name: "equals")
        .With(empty => empty.OnlyKeys, (empty, value) => empty with { OnlyKeys = value }, new FieldList<string>(FieldText.Line))
        .With(empty => empty.Cut, (empty, value) => empty with { Cut = value }, FieldFlag.Instance)
        .With(empty => empty.Never, (empty, value) => empty with { Never = value }, FieldFlag.Instance);

    private static FieldGroup<RuleWhen> Condition(string name) => new FieldGroup<RuleWhen>(name)
        .With(when => when.Status, (when, value) => when with { Status = value }, new FieldList<int>(Status))
        .With(when => when.Header, (when, value) => when with { Header = value }, FieldText.Token)
        .With(when => when.Path, (when, value) => when with { Path = value }, FieldText.Dotted)
        .With(when => when.EqualTo, (when, value) => when with { EqualTo = value }, FieldText.Any, name: "equals")
        .With(when => when.Exists, (when, value) => when with { Exists = value }, FieldFlag.Instance)
        .With(when => when.EmptyBody, (when, value) => when with { EmptyBody = value }, FieldFlag.Instance)
        .With(when => when.Cut, (when, value) => when with { Cut = value }, FieldFlag.Instance)
        .With(when => when.Broken, (when, value) => when with { Broken = value }, FieldFlag.Instance);
}
