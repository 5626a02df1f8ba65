using Bridge.Campaign.Judging;
using Bridge.TestKit.Faults;

namespace Bridge.Campaign;

/// <summary>What came of a campaign, as a table.</summary>
internal sealed record Outcome(Plan Plan, Verdict Verdict, FaultCounts Faults)
{
    public long Published { get; init; }

    public long Delivered { get; init; }

    public long Submitted { get; init; }

    public long ReadBack { get; init; }

    public long Handled { get; init; }

    public int ToWebSocket { get; init; }

    public int ToPolling { get; init; }

    public int Kills { get; init; }

    public int Channels { get; init; }

    public IReadOnlyList<int> Gaps { get; init; } = [];

    public int Retries { get; init; }

    public int Duplicates { get; init; }

    public int Resent { get; init; }

    public int Repeats { get; init; }

    public int Sessions { get; init; }

    public TimeSpan Duration { get; init; }

    public override string ToString()
    {
        var verdict = Verdict;
        (string, object)[] rows =
        [
            ("store", Plan.Store switch { "sqlite" => "SQLite", "postgres" => $"PostgreSQL, {Plan.Nodes} nodes", _ => "memory" }),
            ("messages both ways", $"{Delivered + Submitted} ({Delivered} different ones delivered + {Submitted} submissions accepted)"),
            ("published", $"{Published} in batches, {Retries} batches sent again, {Duplicates} answers from a key"),
            ("deliveries", $"{verdict.Deliveries} to {Channels} pairs of reader and channel, {Repeats} repeats dropped by clients; {Sessions} sessions"),
            ("submitted", $"{ReadBack} different ones read back from their channels, {Handled} run by a handler, {Resent} sent again"),
            ("faults", $"{Faults.Breaking} that break: {Kinds(kind => kind < FaultKind.HoldBack)}"),
            ("", $"{Faults.LostResponses} responses lost in all; {Faults.Resets} cuts by RST, {Faults.Cuts - Faults.Resets} by FIN; {Faults.Connections} connections, {Faults.Requests} requests"),
            ("slowed", Kinds(kind => kind >= FaultKind.HoldBack)),
            ("switches", $"{ToWebSocket} polling to WebSocket, {ToPolling} WebSocket to polling"),
            ("kills (SIGKILL)", Plan.Store == "postgres" ? $"{Kills}, {Kills / 4} of them of the database" : Kills),
            ("lost", verdict.Lost),
            ("doubled", verdict.Doubled),
            ("reordered", verdict.Reordered),
            ("invented", verdict.Invented),
            ("gaps", $"{verdict.TrueGaps} true ({Gaps.DefaultIfEmpty().Min()} to {Gaps.DefaultIfEmpty().Max()} per reader and channel), {verdict.FalseGaps} false, {verdict.UntoldGaps} not told"),
            ("told as lost by a gap", $"{verdict.ToldLost} deliveries; {verdict.SaidAgain} of what was under way at a kill came again in the next life"),
            ("submissions run twice", $"{verdict.RunTwice}; {verdict.NeverRun} never run, {verdict.WrongOutcomes} wrong outcomes, {verdict.Unknown} unknown after a kill, {verdict.RunAgain} run again in the next life"),
            ("seed", Plan.Seed),
            ("duration", $"{Duration:hh\\:mm\\:ss}, {(Delivered + Submitted) / Duration.TotalSeconds:0} messages a second"),
        ];
        return $"campaign {Plan.Name}\n" + string.Join("\n", rows.Select(row => $"  {row.Item1,-22} {row.Item2}")) + (verdict.Faults == 0 ? "" : "\n  FOUND:\n    " + string.Join("\n    ", verdict.First));
    }

    private string Kinds(Func<FaultKind, bool> which) => string.Join(", ", Enum.GetValues<FaultKind>().Where(kind => which(kind) && Faults[kind] > 0).Select(kind => $"{kind} {Faults[kind]}"));
}
