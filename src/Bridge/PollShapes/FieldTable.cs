namespace Bridge.PollShapes;

/// <summary>Every field of a shape: what the reader understands, and what the schema describes.</summary>
internal static class FieldTable
{
    private static readonly FieldDuration Day = new(TimeSpan.FromDays(1));

    private static readonly FieldGroup<ShapeMatch> Match = new FieldGroup<ShapeMatch>("match")
        .With(match => match.Methods, (match, value) => match with { Methods = value }, new FieldList<string>(FieldText.Method))
        .With(match => match.Path, (match, value) => match with { Path = value }, FieldText.Path, isRequired: true)
        .With(match => match.Require, (match, value) => match with { Require = value }, new FieldList<MatchRequirement>(RequestFields.Requirement))
        .With(match => match.Ignore, (match, value) => match with { Ignore = value }, new FieldGroup<MatchIgnore>("ignore")
            .With(ignore => ignore.Names, (ignore, value) => ignore with { Names = value }, new FieldList<string>(FieldText.Line))
            .With(ignore => ignore.Prefixes, (ignore, value) => ignore with { Prefixes = value }, new FieldList<string>(FieldText.Line))
            .With(ignore => ignore.Valueless, (ignore, value) => ignore with { Valueless = value }, FieldFlag.Instance));

    private static readonly FieldGroup<ShapePace> Pace = new FieldGroup<ShapePace>("pace")
        .With(pace => pace.Interval, (pace, value) => pace with { Interval = value }, Day)
        .With(pace => pace.Min, (pace, value) => pace with { Min = value }, Day)
        .With(pace => pace.From, (pace, value) => pace with { From = value }, RuleFields.Delay)
        .With(pace => pace.Jitter, (pace, value) => pace with { Jitter = value }, new FieldNumber<double>(0, 1))
        .With(pace => pace.Hidden, (pace, value) => pace with { Hidden = value }, Day);

    private static readonly FieldGroup<ShapeSession> Session = new FieldGroup<ShapeSession>("session")
        .With(session => session.Steps, (session, value) => session with { Steps = value }, new FieldList<ShapeCall>(RequestFields.Call))
        .With(session => session.Close, (session, value) => session with { Close = value }, RequestFields.Call)
        .With(session => session.Single, (session, value) => session with { Single = value }, new FieldChoice<SessionSingle>());

    private static readonly FieldGroup<ShapeAck> Ack = new FieldGroup<ShapeAck>("ack")
        .With(ack => ack.Mode, (ack, value) => ack with { Mode = value }, new FieldChoice<AckMode>())
        .With(ack => ack.Call, (ack, value) => ack with { Call = value }, RequestFields.Call);

    private static readonly FieldGroup<ShapeAnswer> Answer = new FieldGroup<ShapeAnswer>("answer")
        .With(answer => answer.Status, (answer, value) => answer with { Status = value }, new FieldNumber<int>(200, 299))
        .With(answer => answer.Headers, (answer, value) => answer with { Headers = value }, FieldMap.Instance)
        .With(answer => answer.Body, (answer, value) => answer with { Body = value }, FieldText.Any)
        .With(answer => answer.Separator, (answer, value) => answer with { Separator = value }, FieldText.Any)
        .With(answer => answer.Item, (answer, value) => answer with { Item = value }, FieldText.Any)
        .With(answer => answer.Empty, (answer, value) => answer with { Empty = value }, new FieldGroup<AnswerEmpty>("emptyAnswer")
            .With(empty => empty.Status, (empty, value) => empty with { Status = value }, new FieldNumber<int>(200, 599))
            .With(empty => empty.Headers, (empty, value) => empty with { Headers = value }, FieldMap.Instance)
            .With(empty => empty.Body, (empty, value) => empty with { Body = value }, FieldText.Any));

    private static readonly FieldGroup<ShapeSend> Send = new FieldGroup<ShapeSend>("send")
        .With(send => send.Method, (send, value) => send with { Method = value }, FieldText.Method)
        .With(send => send.Path, (send, value) => send with { Path = value }, FieldText.Path, isRequired: true)
        .With(send => send.Do, (send, value) => send with { Do = value }, new FieldChoice<SendAction> { Later = [SendAction.Publish] });

    /// <summary>The whole shape.</summary>
    public static FieldGroup<PollShape> Shape { get; } = Fetching(new FieldGroup<PollShape>("shape")
            .With(shape => shape.Kind, (shape, value) => shape with { Kind = value }, new FieldChoice<ShapeKind>())
            .With(shape => shape.Channel, (shape, value) => shape with { Channel = value }, FieldText.Line, isRequired: true)
            .With(shape => shape.Match, (shape, value) => shape with { Match = value }, Match, isRequired: true))
        .With(shape => shape.Pace, (shape, value) => shape with { Pace = value }, Pace)
        .With(shape => shape.Session, (shape, value) => shape with { Session = value }, Session)
        .With(shape => shape.Then, (shape, value) => shape with { Then = value }, Fetching(new FieldGroup<PollShape>("then")))
        .With(shape => shape.Ack, (shape, value) => shape with { Ack = value }, Ack)
        .With(shape => shape.Auth, (shape, value) => shape with { Auth = value }, RequestFields.Auth)
        .With(shape => shape.Scope, (shape, value) => shape with { Scope = value }, new FieldChoice<ShapeScope>())
        .With(shape => shape.Cohort, (shape, value) => shape with { Cohort = value }, RequestFields.Credential)
        .With(shape => shape.Effects, (shape, value) => shape with { Effects = value }, new FieldList<ShapeEffect>(new FieldChoice<ShapeEffect>()))
        .With(shape => shape.Answer, (shape, value) => shape with { Answer = value }, Answer)
        .With(shape => shape.Send, (shape, value) => shape with { Send = value }, new FieldList<ShapeSend>(Send));

    /// <summary>What a shape and the one that a signal leads to have in common.</summary>
    private static FieldGroup<PollShape> Fetching(FieldGroup<PollShape> group) => group
        .With(shape => shape.Request, (shape, value) => shape with { Request = value }, RequestFields.Request)
        .With(shape => shape.Wait, (shape, value) => shape with { Wait = value }, RequestFields.Wait)
        .With(shape => shape.Cursor, (shape, value) => shape with { Cursor = value }, CursorFields.Cursor)
        .With(shape => shape.Items, (shape, value) => shape with { Items = value }, ItemsFields.Items)
        .With(shape => shape.Dedupe, (shape, value) => shape with { Dedupe = value }, ItemsFields.Dedupe)
        .With(shape => shape.Empty, (shape, value) => shape with { Empty = value }, new FieldList<ShapeEmpty>(RuleFields.Empty))
        .With(shape => shape.Rules, (shape, value) => shape with { Rules = value }, new FieldList<ShapeRule>(RuleFields.Rule));
}
