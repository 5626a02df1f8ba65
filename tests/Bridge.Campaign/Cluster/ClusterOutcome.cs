namespace Bridge.Campaign.Cluster;

/// <summary>What came of a campaign, as a table.</summary>
internal sealed record ClusterOutcome(ClusterPlan Plan, ClientsState Clients, IReadOnlyList<(string Kind, IReadOnlyList<TimeSpan> Back)> Done)
{
    public long Accepted { get; init; }

    public int Retries { get; init; }

    public int Duplicates { get; init; }

    /// <summary>What never came.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What publishers were told that can't be.</summary>
    public IReadOnlyList<string> Holes { get; init; } = [];

    public TimeSpan Duration { get; init; }

    /// <summary>Whether nothing was wrong.</summary>
    public bool IsSound => Clients.Found == 0 && Missing.Count == 0 && Holes.Count == 0;

    public override string ToString()
    {
        List<(string, string)> rows =
        [
            ("clients", $"{Plan.Clients} by the shim, {Clients.Polling} of them polling at the end; {Clients.Switches} moves, {Clients.Sessions} sessions"),
            ("accepted", $"{Accepted}; {Retries} sent again, {Duplicates} had been accepted already"),
            ("deliveries", $"{Clients.Received}"),
        ];
        foreach (var kind in Done.GroupBy(done => done.Kind))
        {
            var back = kind.SelectMany(done => done.Back).Order().ToList();
            rows.Add(($"{kind.Count()} × {kind.Key}", $"clients back after {Text(back[back.Count / 2])} (median), {Text(back[back.Count * 99 / 100])} (99 %), {Text(back[^1])} (the slowest)"));
        }

        rows.AddRange(Clients.Faults.GroupBy(fault => fault.Kind).Select(faults => (faults.Key, $"{faults.Count()}")));
        rows.Add(("lost, doubled, reordered, gaps", $"{Clients.Found}"));
        rows.Add(("not delivered", $"{Missing.Count}"));
        rows.Add(("offsets with holes", $"{Holes.Count}"));
        rows.Add(("seed", $"{Plan.Seed}"));
        rows.Add(("duration", $"{Duration:hh\\:mm\\:ss}"));
        return "campaign cluster of gateways\n" + string.Join("\n", rows.Select(row => $"  {row.Item1,-32} {row.Item2}"))
            + (IsSound ? "" : "\n  FOUND:\n    " + string.Join("\n    ", Clients.Faults.Select(fault => $"{fault.Kind}: {fault.Text}").Concat(Missing).Concat(Holes)));
    }

    private static string Text(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
