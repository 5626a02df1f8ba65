namespace Bridge.PollShapes;

/// <summary>Which credentials belong to a poll.</summary>
public sealed record ShapeAuth
{
    /// <summary>What is passed on from a client's request, and nothing else. Needed unless the scope is public.</summary>
    public IReadOnlyList<AuthCredential> Forward { get; init; } = [];

    /// <summary>The name of a credential of the bridge's own, which it adds to its polls. Default none.</summary>
    public string? Service { get; init; }

    /// <summary>A cookie that must be repeated in a header or a form field; null: none.</summary>
    public AuthCsrf? Csrf { get; init; }
}
