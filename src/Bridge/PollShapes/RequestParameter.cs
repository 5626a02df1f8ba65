namespace Bridge.PollShapes;

/// <summary>One parameter of a request.</summary>
public sealed record RequestParameter
{
    /// <summary>Where it stands. Default query.</summary>
    public RequestPlace In { get; init; }

    /// <summary>Its name; in a JSON body a dotted path (<c>params.last</c>). Required.</summary>
    public string Key { get; init; } = "";

    /// <summary>Exactly one variable (<c>{room}</c>; <c>{wait}</c>, <c>{limit}</c>, <c>{more}</c> and the cursor's have their own meaning), or a constant. A constant of a query or body must be in a client's request too. Required.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether it is left out when its value is empty. Default false. It is always left out while its value is unknown.</summary>
    public bool OmitEmpty { get; init; }

    /// <summary>Whether the value is text or a JSON text, in which strings that are exactly one variable are replaced. Default plain.</summary>
    public RequestEncoding Encode { get; init; }
}
