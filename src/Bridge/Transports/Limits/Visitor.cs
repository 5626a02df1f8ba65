namespace Bridge.Transports.Limits;

/// <summary>Whom a request is counted for.</summary>
/// <param name="Address">The address; null: not to be told.</param>
/// <param name="User">Who is signed in, or null.</param>
internal readonly record struct Visitor(ClientAddress? Address, string? User);
