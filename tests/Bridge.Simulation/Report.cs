using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

/// <summary>A failed seed, told to a person: what broke, the smallest world in which it still does, and how that one ended.</summary>
internal static class Report
{
    private const int Tail = 80;

    public static string Of(Verdict failed, Plant plant)
    {
        var tail = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_TRACE"), out var wanted) ? wanted : Tail;
        var text = "";
        var thread = new Thread(() => text = Tell(failed, plant, tail), 16 << 20);
        thread.Start();
        thread.Join();
        return text;
    }

    private static string Tell(Verdict failed, Plant plant, int tail)
    {
        var again = Verdict.Of(failed.Scenario, plant);
        var shown = Environment.GetEnvironmentVariable("BRIDGE_SHRINK") == "0" ? failed : Shrinker.Shrink(failed, plant);
        var lines = Verdict.Of(shown.Scenario, plant, readable: true).Trace;
        return $"""
            {failed.Violation!.Message}
            Seed {failed.Scenario.Seed} (again: BRIDGE_SEED={failed.Scenario.Seed}), hash {failed.Hash:x}{(again.Hash == failed.Hash ? "" : $", and {again.Hash:x} when run again: NOT REPEATABLE")}
            Shrunk: {shown.Violation!.Message}
            {shown.Scenario}
            Faults left: {string.Join(", ", Enum.GetValues<Fault>().Where(fault => shown.Scenario.Rates[(int)fault] > 0))}
            {string.Join('\n', lines.Skip(Math.Max(0, lines.Count - tail)))}
            """;
    }
}
