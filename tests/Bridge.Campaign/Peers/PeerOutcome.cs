using System.Text.Json;

namespace Bridge.Campaign.Peers;

/// <summary>What came of a campaign, as one table; before it, what was run.</summary>
internal sealed record PeerOutcome(PeerPlan Plan, IReadOnlyList<CellOutcome> Cells, TimeSpan Duration)
{
    public override string ToString() => string.Join("\n",
    [
        $"campaign beside the peers, seed {Plan.Seed}, {Duration:hh\\:mm\\:ss}; a message every {Plan.Every.TotalMilliseconds:0} ms, up to {Plan.Abreast} candidates at a time",
        $".NET {Environment.Version}; {Versions()}; {Environment.ProcessorCount} cores",
        "",
        "| network | what happens | s | clients |",
        "| --- | --- | --- | --- |",
        .. Plan.Networks.Select(network => $"| {network.Name} | {network.What} | {network.Length.TotalSeconds:0} | {network.Clients} |"),
        "",
        "| candidate | settings | promises |",
        "| --- | --- | --- |",
        .. Plan.Peers.Select(peer => $"| {peer.Name} | {peer.Settings} | {peer.Promise} |"),
        "",
        "| network | candidate | faults | messages | lost | doubled | reordered | longest silence, s | first message (p50, max), s | |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        .. Cells.Select(cell => $"{cell}"),
    ]);

    private static string Versions()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Started.Root, "tests/Bridge.Campaign/Peers/package.json")));
        return string.Join(", ", package.RootElement.GetProperty("dependencies").EnumerateObject().Select(dependency => $"{dependency.Name} {dependency.Value}"));
    }
}
