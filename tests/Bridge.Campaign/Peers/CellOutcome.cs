namespace Bridge.Campaign.Peers;

/// <summary>What came of one candidate in one network: a row of the table.</summary>
internal sealed record CellOutcome(Network Network, Peer Peer, PeerVerdict Verdict, int Faults)
{
    /// <summary>What its library threw where nobody could catch it.</summary>
    public IReadOnlyList<string> Thrown { get; init; } = [];

    public override string ToString() =>
        $"| {Network.Name} | {Peer.Name} | {Faults} | {Verdict.Owed} | {Verdict.Lost} | {Verdict.Doubled} | {Verdict.Reordered} | {Silence()} | {First()} | {string.Join(", ", Notes())} |";

    private string First() => Verdict.First is { Count: > 0 } first ? $"{Text(first[first.Count / 2])}, {Text(first[^1])}" : "never";

    private string Silence() => Verdict.First.Count > 0 ? Text(Verdict.Silence) : "";

    private IEnumerable<string> Notes()
    {
        if (Verdict.Deaf > 0)
        {
            yield return $"{Verdict.Deaf} of {Network.Clients} heard nothing in {Network.Length.TotalSeconds:0} s";
        }

        if (Verdict.GaveUp > 0)
        {
            yield return $"{Verdict.GaveUp} of {Network.Clients} gave up";
        }

        if (Verdict.Gaps > 0)
        {
            yield return $"{Verdict.Gaps} gaps told";
        }

        if (Thrown.Count > 0)
        {
            yield return $"thrown: {Thrown[0]}";
        }
    }

    private static string Text(TimeSpan time) => $"{time.TotalSeconds:0.00}";
}
