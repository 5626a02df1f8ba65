using System.Diagnostics;
using Bridge.Simulation.Planted;

namespace Bridge.Simulation;

public sealed class PlantedTests(ITestOutputHelper output)
{
    private const int Most = 1_000;

    public static TheoryData<string> All => [.. Plants.Names.Where(name => name.Contains(Environment.GetEnvironmentVariable("BRIDGE_PLANT") ?? "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_bug_is_found_within_a_thousand_seeds(string bug)
    {
        var tally = Campaign.Run(1, Most, Plants.Of(bug));
        Assert.True(tally.Failed.Count > 0, $"{bug} was not found in {tally.Seeds} seeds");
        output.WriteLine($"{bug}: seed {tally.Failed[0].Scenario.Seed}, {tally.Failed[0].Violation!.Message}");
        Console.WriteLine($"PLANTED {bug,-40} seed {tally.Failed[0].Scenario.Seed,4}  {tally.Failed[0].Violation!.Message}");
    }

    /// <summary>They are looked for by campaign.sh planted; here only that they have followed the source.</summary>
    [Fact]
    public void Every_planted_patch_can_be_applied()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Bridge.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("There is no Bridge.sln above the tests.");
        }

        var patches = Directory.GetFiles(Path.Combine(root.FullName, "tests", "Bridge.Simulation", "Planted"), "*.patch", SearchOption.AllDirectories);
        Assert.True(patches.Length >= 30);
        Assert.All(patches, patch =>
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", patch]) { WorkingDirectory = root.FullName, RedirectStandardError = true })!;
            var told = git.StandardError.ReadToEnd();
            git.WaitForExit();
            Assert.True(git.ExitCode == 0, told);
        });
    }
}
