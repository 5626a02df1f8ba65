using Bridge.Simulation.Users;

namespace Bridge.Simulation;

public sealed class TwoUsersSeedTests(ITestOutputHelper output)
{
    private const ulong Usual = 500;

    [Fact]
    public void Nobody_gets_a_foreign_byte_or_one_after_his_end_and_nobody_is_cut_for_the_other_in_any_seed() => SeedRun.Run(output, Usual, UserScenario.Of);
}
