namespace Bridge.Campaign.Peers;

/// <summary>What one client's handler was given.</summary>
/// <param name="Started">When it began to connect, in ms since 1970.</param>
/// <param name="Numbers">The messages, in the order in which they were handed over.</param>
/// <param name="Times">When each was.</param>
/// <param name="GaveUp">Whether its library has said that it will not try any more.</param>
/// <param name="Gaps">How often its library said that messages are gone.</param>
internal sealed record Hearing(double Started, IReadOnlyList<int> Numbers, IReadOnlyList<double> Times, bool GaveUp, int Gaps);

/// <summary>What all clients of a candidate were given.</summary>
/// <param name="Clients">Each.</param>
/// <param name="Thrown">What a library threw where nobody could catch it.</param>
internal sealed record Heard(IReadOnlyList<Hearing> Clients, IReadOnlyList<string> Thrown);
