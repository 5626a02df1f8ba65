using Bridge.Messaging;

namespace LegacyApp.Compare;

/// <summary>The stream that all three lanes carry: numbered messages with the time they were published.</summary>
internal sealed class CompareStream(IPublisher publisher, CompareSettings settings, TimeProvider clock) : BackgroundService
{
    public const string Channel = "compare";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period(), clock);
        for (var number = 1L; await timer.WaitForNextTickAsync(stoppingToken); number++)
        {
            var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await publisher.PublishAsync(Channel, Payload.From(new { number, at }), cancellationToken: stoppingToken);
            if (timer.Period != Period())
            {
                timer.Period = Period();
            }
        }
    }

    private TimeSpan Period() => TimeSpan.FromSeconds(1.0 / settings.Rate);
}
