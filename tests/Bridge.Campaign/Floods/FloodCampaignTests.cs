using System.Collections.Concurrent;
using System.Globalization;
using Bridge.Campaign.Floods.Attacks;

namespace Bridge.Campaign.Floods;

/// <summary>Every attack in a short form, unless the environment wants the long one: see campaign.sh.</summary>
public sealed class FloodCampaignTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly IAttack[] All = [new NeverReading(), new SlowPolls(), new PingFlood(), new FragmentFlood(), new HandshakeFlood()];
    private static readonly ConcurrentQueue<string> Table = new([FloodOutcome.Head]);

    public static TheoryData<string> Names() => [.. All.Select(attack => attack.Name).Where(name => Environment.GetEnvironmentVariable("BRIDGE_ATTACK") is not { Length: > 0 } wanted || wanted == name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Healthy_clients_beside_attackers_lose_nothing_and_stay_connected(string name)
    {
        var attack = All.Single(attack => attack.Name == name);
        var isLong = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        var outcome = await FloodCampaign.RunAsync(new FloodPlan(attack, isLong ? TimeSpan.FromSeconds(seconds) : Short, isLong), TestContext.Current.CancellationToken);
        Table.Enqueue($"{outcome}");
        Console.WriteLine(string.Join('\n', Table));
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        Assert.Empty(outcome.Faults);
    }
}
