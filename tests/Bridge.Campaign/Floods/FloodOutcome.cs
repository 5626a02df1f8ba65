namespace Bridge.Campaign.Floods;

/// <summary>What came of an attack.</summary>
internal sealed record FloodOutcome(FloodPlan Plan, Siege Siege, IReadOnlyList<string> Harm)
{
    /// <summary>The head of the table of which each outcome is a row.</summary>
    public const string Head =
        """
        | attack | attackers, s | attempts | ended with | healthy: messages | slowest message, s | faults | memory of the process before, at most, MiB | live before, after, MiB | load |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    public long Handled { get; init; }

    public TimeSpan Slowest { get; init; }

    /// <summary>Memory that the process held.</summary>
    public long Before { get; init; }

    public long Peak { get; init; }

    /// <summary>Managed memory after a collection.</summary>
    public long LiveBefore { get; init; }

    public long LiveAfter { get; init; }

    public required string Load { get; init; }

    /// <summary>Everything that is not as it should be.</summary>
    public IEnumerable<string> Faults
    {
        get
        {
            foreach (var harm in Harm)
            {
                yield return harm;
            }

            foreach (var word in Siege.Words.Keys.Where(word => !Plan.Attack.Documented.Contains(word)))
            {
                yield return $"attackers were told '{word}', which is not documented";
            }

            if (Plan.Time >= Plan.Attack.Due.After && !Siege.Words.ContainsKey(Plan.Attack.Due.Word))
            {
                yield return $"no attacker was told '{Plan.Attack.Due.Word}'";
            }

            if (Peak - Before > FloodPlan.Slack + Siege.Attackers * FloodPlan.BytesPerAttacker)
            {
                yield return $"the process grew by {Peak - Before} bytes";
            }

            if (LiveAfter - LiveBefore > FloodPlan.Left + Siege.Attempts * FloodPlan.BytesPerSession)
            {
                yield return $"{LiveAfter - LiveBefore} bytes live on";
            }
        }
    }

    public string Row
    {
        get
        {
            var words = string.Join(", ", Siege.Words.OrderByDescending(word => word.Value).Select(word => $"{word.Value} {word.Key}"));
            return $"| {Plan.Attack.Name} | {Siege.Attackers}, {Plan.Time.TotalSeconds:0} | {Siege.Attempts} | {words} | {Handled} | {Slowest.TotalSeconds:0.00} | {Faults.Count()} | {Text(Before)}, {Text(Peak)} | {Text(LiveBefore)}, {Text(LiveAfter)} | {Load} |";
        }
    }

    public override string ToString() => $"{Row}{string.Concat(Faults.Take(20).Select(fault => $"\n  {fault}"))}";

    private static string Text(long bytes) => $"{bytes / (1 << 20)}";
}
