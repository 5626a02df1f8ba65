using System.Globalization;

namespace Bridge.Fuzz;

/// <summary>Many inputs over all targets: <c>campaign.sh 10000000</c>. Without a wish a few, so that the campaign itself stays in order.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const long FewInputs = 20_000;

    [Fact]
    public void A_campaign_over_all_targets_finds_nothing()
    {
        var seed = Wish("BRIDGE_SEED") is > 0 and var wanted ? (ulong)wanted : 1;
        var campaign = new Campaign(Wish("BRIDGE_INPUTS") is > 0 and var inputs ? inputs : FewInputs, seed, (int)Math.Max(1, Wish("BRIDGE_THREADS")), output.WriteLine);

        var failures = campaign.Run();

        output.WriteLine(campaign.Figures());
        if (failures.Count > 0)
        {
            var folder = Path.Combine(Generation.DocExamples.Root(), "artifacts", "fuzz");
            Assert.Fail(string.Join('\n', failures.Select(failure => $"{failure.Save(folder)}\n{failure.Tell()}")));
        }
    }

    private static long Wish(string name) => long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
