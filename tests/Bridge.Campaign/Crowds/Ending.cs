namespace Bridge.Campaign.Crowds;

/// <summary>How a connection, or a chain of polls, came to its end.</summary>
/// <param name="Node">Where.</param>
/// <param name="Word">The code that the client was told, or one of those below.</param>
/// <param name="Began">When the socket was open, or the last poll was sent.</param>
/// <param name="At">When it ended.</param>
internal sealed record Ending(Uri Node, string Word, TimeSpan Began, TimeSpan At)
{
    /// <summary>It was cut and nobody said why.</summary>
    public const string Silence = "without a word";

    /// <summary>Nobody listens there.</summary>
    public const string Refused = "nobody there";

    /// <summary>Something answered that doesn't speak the protocol.</summary>
    public const string Nonsense = "not the protocol";
}
