namespace Bridge.PollShapes;

/// <summary>A shape's parameters, and what its variables mean.</summary>
internal sealed class RequestPlan
{
    /// <summary>The variable that carries how long to hold.</summary>
    public const string Wait = "wait";

    /// <summary>The variable that carries how many items are wanted.</summary>
    public const string Limit = "limit";

    /// <summary>The variable that carries the token of the next page.</summary>
    public const string More = "more";

    private readonly PollShape _shape;

    /// <summary>Takes a shape.</summary>
    public RequestPlan(PollShape shape)
    {
        _shape = shape;
        Params =
        [
            .. shape.Request.Params,
            .. Short(shape.Wait.Param, Wait),
            .. Short(shape.Items.Limit.Param, Limit),
            .. Short(shape.Cursor.More?.Param, More),
        ];
    }

    /// <summary>Every parameter, also those that are given in short elsewhere.</summary>
    public IReadOnlyList<RequestParameter> Params { get; }

    /// <summary>The variables that parameters carry.</summary>
    public IEnumerable<string> Variables => Params.SelectMany(VariablesOf);

    /// <summary>The variables that say what is asked for: neither cursor nor wait, limit or page.</summary>
    public IEnumerable<string> Questions => Variables.Concat(new PathTemplate(_shape.Match.Path).Variables)
        .Where(name => IsQuestion(name) && !_shape.Match.Ignore.Names.Contains(name) && !IsCredential(name)).Distinct();

    /// <summary>Whether the variable says what is asked for.</summary>
    public bool IsQuestion(string name) => name is not (Wait or Limit or More) && !IsCursor(name);

    /// <summary>Whether the variable is a part of the cursor.</summary>
    public bool IsCursor(string name) => Part(name) is not null;

    /// <summary>Whether JSON has the variable as a number.</summary>
    public bool IsNumber(string name) => name switch
    {
        Limit => true,
        Wait => _shape.Wait.Unit != ShapeUnit.Duration,
        _ => Part(name) is { Type: CursorType.Int or CursorType.Time },
    };

    /// <summary>The variables of one parameter's value.</summary>
    public static IEnumerable<string> VariablesOf(RequestParameter param) => param.Encode == RequestEncoding.Json ? new JsonTemplate(param.Value).Variables : new Template(param.Value).Variables;

    private bool IsCredential(string name) => _shape.Auth.Forward.Any(credential => credential.In == RequestPlace.Path && credential.Key == name);

    private CursorPart? Part(string name) => _shape.Cursor.Parts.FirstOrDefault(part => part.Var == name);

    private static IEnumerable<RequestParameter> Short(string? key, string variable) => key is null ? [] : [new RequestParameter { Key = key, Value = $"{{{variable}}}" }];
}
