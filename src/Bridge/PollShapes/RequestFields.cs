namespace Bridge.PollShapes;

/// <summary>The fields of requests: parameters, waiting, credentials, calls.</summary>
internal static class RequestFields
{
    private static readonly FieldChoice<RequestBody> Body = new() { Later = [RequestBody.Text] };

    private static readonly FieldDuration TenMinutes = new(TimeSpan.FromMinutes(10));

    private static readonly FieldList<RequestParameter> Params = new(new FieldGroup<RequestParameter>("param")
        .With(param => param.In, (param, value) => param with { In = value }, new FieldChoice<RequestPlace> { Later = [RequestPlace.Path] })
        .With(param => param.Key, (param, value) => param with { Key = value }, FieldText.Line, isRequired: true)
        .With(param => param.Value, (param, value) => param with { Value = value }, FieldText.Any, isRequired: true)
        .With(param => param.OmitEmpty, (param, value) => param with { OmitEmpty = value }, FieldFlag.Instance)
        .With(param => param.Encode, (param, value) => param with { Encode = value }, new FieldChoice<RequestEncoding>()));

    /// <summary>The request.</summary>
    public static FieldGroup<ShapeRequest> Request { get; } = new FieldGroup<ShapeRequest>("request")
        .With(request => request.Method, (request, value) => request with { Method = value }, FieldText.Method)
        .With(request => request.Url, (request, value) => request with { Url = value }, FieldText.Path)
        .With(request => request.Body, (request, value) => request with { Body = value }, Body)
        .With(request => request.Params, (request, value) => request with { Params = value }, Params);

    /// <summary>A parameter that must be there.</summary>
    public static FieldGroup<MatchRequirement> Requirement { get; } = new FieldGroup<MatchRequirement>("requirement")
        .With(need => need.In, (need, value) => need with { In = value },
            new FieldChoice<RequestPlace>(RequestPlace.Query, RequestPlace.Header, RequestPlace.Cookie, RequestPlace.Form, RequestPlace.Json))
        .With(need => need.Key, (need, value) => need with { Key = value }, FieldText.Line, isRequired: true)
        .With(need => need.EqualTo, (need, value) => need with { EqualTo = value }, FieldText.Any, name: "equals");

    /// <summary>Waiting.</summary>
    public static FieldGroup<ShapeWait> Wait { get; } = new FieldGroup<ShapeWait>("wait")
        .With(wait => wait.Param, (wait, value) => wait with { Param = value }, FieldText.Line)
        .With(wait => wait.Unit, (wait, value) => wait with { Unit = value }, new FieldChoice<ShapeUnit>())
        .With(wait => wait.Default, (wait, value) => wait with { Default = value }, TenMinutes)
        .With(wait => wait.Max, (wait, value) => wait with { Max = value }, TenMinutes)
        .With(wait => wait.Deadline, (wait, value) => wait with { Deadline = value }, new FieldDuration(TimeSpan.FromMinutes(15)))
        .With(wait => wait.Cut, (wait, value) => wait with { Cut = value }, new FieldChoice<WaitCut>())
        .With(wait => wait.Flush, (wait, value) => wait with { Flush = value }, new FieldChoice<WaitFlush>())
        .With(wait => wait.Heartbeat, (wait, value) => wait with { Heartbeat = value }, new FieldChoice<WaitHeartbeat>());

    /// <summary>A variable that an answer gives.</summary>
    public static FieldGroup<CallExtract> Extract { get; } = new FieldGroup<CallExtract>("extract")
        .With(extract => extract.Var, (extract, value) => extract with { Var = value }, FieldText.Variable, isRequired: true)
        .With(extract => extract.From, (extract, value) => extract with { From = value }, new FieldChoice<CursorSource>(CursorSource.Body, CursorSource.Header))
        .With(extract => extract.Path, (extract, value) => extract with { Path = value }, FieldText.Line, isRequired: true)
        .With(extract => extract.Add, (extract, value) => extract with { Add = value }, new FieldNumber<int>(0, 1))
        .With(extract => extract.Default, (extract, value) => extract with { Default = value }, FieldText.Any);

    /// <summary>A call beside the polls.</summary>
    public static FieldGroup<ShapeCall> Call { get; } = new FieldGroup<ShapeCall>("call")
        .With(call => call.Method, (call, value) => call with { Method = value }, FieldText.Method)
        .With(call => call.Url, (call, value) => call with { Url = value }, FieldText.Path, isRequired: true)
        .With(call => call.Body, (call, value) => call with { Body = value }, Body)
        .With(call => call.Params, (call, value) => call with { Params = value }, Params)
        .With(call => call.Extract, (call, value) => call with { Extract = value }, new FieldList<CallExtract>(Extract))
        .With(call => call.Emit, (call, value) => call with { Emit = value }, FieldFlag.Instance);

    /// <summary>A credential.</summary>
    public static FieldGroup<AuthCredential> Credential { get; } = new FieldGroup<AuthCredential>("credential")
        .With(credential => credential.In, (credential, value) => credential with { In = value },
            new FieldChoice<RequestPlace>(RequestPlace.Cookie, RequestPlace.Header, RequestPlace.Query, RequestPlace.Path))
        .With(credential => credential.Key, (credential, value) => credential with { Key = value }, FieldText.Line, isRequired: true);

    /// <summary>Which credentials belong to a poll.</summary>
    public static FieldGroup<ShapeAuth> Auth { get; } = new FieldGroup<ShapeAuth>("auth")
        .With(auth => auth.Forward, (auth, value) => auth with { Forward = value }, new FieldList<AuthCredential>(Credential))
        .With(auth => auth.Service, (auth, value) => auth with { Service = value }, FieldText.Line)
        .With(auth => auth.Csrf, (auth, value) => auth with { Csrf = value }, new FieldGroup<AuthCsrf>("csrf")
            .With(csrf => csrf.Cookie, (csrf, value) => csrf with { Cookie = value }, FieldText.Token, isRequired: true)
            .With(csrf => csrf.In, (csrf, value) => csrf with { In = value }, new FieldChoice<RequestPlace>(RequestPlace.Header, RequestPlace.Form))
            .With(csrf => csrf.Key, (csrf, value) => csrf with { Key = value }, FieldText.Token, isRequired: true));
}
