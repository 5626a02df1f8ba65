using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Users;

/// <summary>What a seed makes of a world in which two users act: two nodes, nobody else, and a store that stays, so that whatever is missing was lost by an order.</summary>
internal static class UserScenario
{
    public static Scenario Of(ulong seed)
    {
        var scenario = Scenario.Of(seed);
        var rates = scenario.Rates.ToArray();
        foreach (var fault in (Fault[])[Fault.StoreCrash, Fault.NodeHangs, Fault.ProxyPage])
        {
            rates[(int)fault] = 0;
        }

        return scenario with
        {
            Users = true,
            Shim = false,
            Nodes = 2,
            Clients = 0,
            PlainReaders = 0,
            Publishers = 0,
            Submissions = 0,
            Feed = null,
            Retention = new Retention(),
            WindowMessages = 1_000,
            WindowBytes = 256 << 10,
            LifetimeMs = 60_000,
            StormMs = 3_500 + (scenario.StormMs / 4),
            Rates = rates,
        };
    }
}
