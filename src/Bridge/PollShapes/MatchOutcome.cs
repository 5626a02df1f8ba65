namespace Bridge.PollShapes;

/// <summary>Whether a request is a shape's poll.</summary>
/// <param name="Match">What it says; null: it is another request.</param>
/// <param name="Why">Why it is another, without any value of it; null when it is the poll.</param>
internal readonly record struct MatchOutcome(LegacyMatch? Match, string? Why)
{
    /// <summary>It is another request.</summary>
    public static MatchOutcome No(string why) => new(null, why);
}
