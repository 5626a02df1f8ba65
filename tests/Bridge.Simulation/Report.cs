using Bridge.Simulation.Planted;

namespace Bridge.Simulation;

/// <summary>A failed seed, told to a person.</summary>
internal static class Report
{
    private const int Tail = 80;

    public static string Of(Verdict failed, Plant plant)
    {
        Verdict? again = null;
        var thread = new Thread(() => again = Verdict.Of(failed.Scenario, plant, readable: true), 16 << 20);
        thread.Start();
        thread.Join();
        var lines = again!.Trace;
        var tail = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_TRACE"), out var wanted) ? wanted : Tail;
        return $"""
            {failed.Violation!.Message}
            Seed {failed.Scenario.Seed} (again: BRIDGE_SEED={failed.Scenario.Seed}), hash {failed.Hash:x}{(again.Hash == failed.Hash ? "" : $", and {again.Hash:x} when run again: NOT REPEATABLE")}
            {failed.Scenario}
            {string.Join('\n', lines.Skip(Math.Max(0, lines.Count - tail)))}
            """;
    }
}
