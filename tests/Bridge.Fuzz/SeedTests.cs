using Bridge.TestKit;

namespace Bridge.Fuzz;

/// <summary>What CI runs of it: every target, a few thousand inputs, always the same. <c>BRIDGE_SEED=17</c> takes others; campaign.sh takes millions.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int InputsPerWeight = 500;

    [Theory]
    [MemberData(nameof(AllTargets.Names), MemberType = typeof(AllTargets))]
    public Task No_input_breaks(string name) => Seeds.RunAsync(1, seed =>
    {
        var target = AllTargets.Named(name);
        using var made = target as IDisposable;
        var fuzzer = new Fuzzer(target, seed);
        var failure = fuzzer.Run(InputsPerWeight * target.Weight);
        output.WriteLine($"{name}: {fuzzer.Inputs} inputs, {fuzzer.Outcomes} outcomes, seed {seed}");
        return failure is null ? Task.CompletedTask : throw new InvalidOperationException(failure.Tell());
    });
}
