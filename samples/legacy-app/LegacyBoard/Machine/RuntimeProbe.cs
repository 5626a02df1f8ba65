using System.Net.NetworkInformation;

namespace LegacyBoard.Machine;

/// <summary>Where there is no /proc: what the .NET runtime can tell. CPU is then this process's share only, and there is no load.</summary>
public sealed class RuntimeProbe(TimeProvider clock) : IMachineProbe
{
    private readonly RateMeter _cpu = new(clock);
    private readonly RateMeter _received = new(clock);
    private readonly RateMeter _sent = new(clock);

    public string Source => "the .NET runtime (CPU: this process only)";

    public MachineFigures Read()
    {
        var memory = GC.GetGCMemoryInfo();
        var busy = _cpu.Next(Environment.CpuUsage.TotalTime.Ticks) / TimeSpan.TicksPerSecond / Environment.ProcessorCount;
        var traffic = Interfaces().Select(card => card.GetIPStatistics()).ToArray();
        return new MachineFigures(
            Math.Round(100 * Math.Min(1, busy), 1),
            memory.MemoryLoadBytes,
            memory.TotalAvailableMemoryBytes,
            (long)_received.Next(traffic.Sum(card => card.BytesReceived)),
            (long)_sent.Next(traffic.Sum(card => card.BytesSent)),
            Load: null);
    }

    private static IEnumerable<NetworkInterface> Interfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback);
}
