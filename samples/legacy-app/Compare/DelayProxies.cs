using System.Net.Sockets;

namespace LegacyApp.Compare;

/// <summary>Runs one proxy for each lane.</summary>
internal sealed class DelayProxies(Doors doors, IReadOnlyList<Lane> lanes, CompareSettings settings, TimeProvider clock) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var server = Doors.PortOf(doors.Board);
        return Task.WhenAll(doors.Lanes.Zip(lanes, (door, lane) => new DelayProxy(door, lane, server, settings, clock).RunAsync(stoppingToken)));
    }
}
