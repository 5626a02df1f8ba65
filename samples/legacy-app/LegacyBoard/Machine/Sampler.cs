namespace LegacyBoard.Machine;

/// <summary>Once a second: figures into the list.</summary>
public sealed class Sampler(IMachineProbe probe, EventList events, TimeProvider clock) : BackgroundService
{
    private readonly CpuWatch _watch = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        probe.Read();  // rates need a first reading to be measured from
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var figures = probe.Read();
            events.Append(figures);
            if (_watch.Judge(figures.Cpu) is { } remark)
            {
                events.Append(new LogEntry("watch", remark));
            }
        }
    }
}
