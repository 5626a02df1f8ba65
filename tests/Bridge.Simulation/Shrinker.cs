using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

/// <summary>Takes away from a failing scenario what it does not need to fail: kinds of faults, clients, nodes, time, publishes. What is left is what a person reads.</summary>
internal static class Shrinker
{
    private const int MostRuns = 300;

    /// <summary>The smallest scenario found that still breaks the same promise.</summary>
    public static Verdict Shrink(Verdict failed, Plant plant)
    {
        var runs = 0;
        for (var smaller = true; smaller;)
        {
            smaller = false;
            foreach (var candidate in Candidates(failed.Scenario))
            {
                if (runs++ >= MostRuns)
                {
                    return failed;
                }

                var verdict = Verdict.Of(candidate, plant);
                if (verdict.Violation?.Promise == failed.Violation!.Promise)
                {
                    failed = verdict;
                    smaller = true;
                    break;
                }
            }
        }

        return failed;
    }

    private static IEnumerable<Scenario> Candidates(Scenario scenario)
    {
        for (var kind = 0; kind < scenario.Rates.Length; kind++)
        {
            if (scenario.Rates[kind] > 0)
            {
                var rates = scenario.Rates.ToArray();
                rates[kind] = 0;
                yield return scenario with { Rates = rates };
            }
        }

        if (scenario.Feed is { } feed)
        {
            yield return scenario with { Feed = null };
            if (feed.IsInclusive)
            {
                yield return scenario with { Feed = feed with { IsInclusive = false } };
            }

            if (feed.Items > 1)
            {
                yield return scenario with { Feed = feed with { Items = feed.Items / 2 } };
            }
        }

        if (scenario.Clients > 1)
        {
            yield return scenario with { Clients = scenario.Clients - 1 };
        }

        if (scenario.PlainReaders > 0)
        {
            yield return scenario with { PlainReaders = 0 };
        }

        if (scenario.Nodes > 1)
        {
            yield return scenario with { Nodes = scenario.Nodes - 1 };
        }

        if (scenario.Channels > 1)
        {
            yield return scenario with { Channels = scenario.Channels - 1 };
        }

        if (scenario.Publishers > 1)
        {
            yield return scenario with { Publishers = 1 };
        }

        if (scenario.Submissions > 0)
        {
            yield return scenario with { Submissions = scenario.Submissions / 2 };
        }

        if (scenario.Urgent > 0)
        {
            yield return scenario with { Urgent = 0 };
        }

        if (scenario.Publishes > 1)
        {
            yield return scenario with { Publishes = scenario.Publishes / 2 };
        }

        if (scenario.StormMs > 500)
        {
            yield return scenario with { StormMs = scenario.StormMs * 2 / 3 };
        }
    }
}
