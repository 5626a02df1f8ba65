using Bridge.Sessions;
using Bridge.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conformance.Transports;

/// <summary>What hosts hold inside, for tests that count it.</summary>
public static class HostInside
{
    /// <summary>Leases served just now.</summary>
    public static int Leases(this BridgeHost host) => host.Services.GetRequiredService<Leases>().Count;

    /// <summary>Channels somebody waits in.</summary>
    public static int WaitedFor(this BridgeHost host) => host.Services.GetRequiredService<Waiters>().Channels;

    /// <summary>Waits until this number of leases is served.</summary>
    public static Task LeasesAsync(this BridgeSite site, int count) =>
        Eventually.HoldsAsync(() => site.Hosts.Sum(Leases) == count, $"{count} leases are served");

    /// <summary>Waits until nobody is served and nobody waits.</summary>
    public static Task EmptyAsync(this BridgeSite site) =>
        Eventually.HoldsAsync(() => site.Hosts.Sum(Leases) + site.Hosts.Sum(WaitedFor) == 0, "nobody is served any more");
}
