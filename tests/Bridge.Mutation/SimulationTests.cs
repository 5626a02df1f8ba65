using Bridge.Simulation.Planted;

namespace Bridge.Simulation;

/// <summary>A few seeds for every mutant.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Nothing_is_lost_in_the_first_seeds()
    {
        var tally = Campaign.Run(1, 60, Plant.None);
        Assert.Equal([], tally.Failed.Select(failed => failed.Violation!.Message));
    }
}
