namespace Bridge.PollShapes;

/// <summary>Where a value stands in a request.</summary>
public enum RequestPlace : byte
{
    /// <summary>In the query.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>In a cookie.</summary>
    Cookie,

    /// <summary>In a form body.</summary>
    Form,

    /// <summary>In a JSON body.</summary>
    Json,

    /// <summary>In the path.</summary>
    Path,
}
