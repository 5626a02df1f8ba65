using Bridge.Messaging;

namespace LegacyApp.Compare;

/// <summary>Once a second to channel <c>gauges</c>: what is set, and what each lane has cost on the wire.</summary>
internal sealed class CompareGauges(IPublisher publisher, CompareSettings settings, IReadOnlyList<Lane> lanes, TimeProvider clock) : BackgroundService
{
    public const string Channel = "gauges";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            await TellAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Also at once after a change, so that every open page follows.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var gauges = new
        {
            settings.Delay,
            settings.Rate,
            Lanes = lanes.ToDictionary(lane => lane.Name, lane => new { Url = lane.Address.GetLeftPart(UriPartial.Authority), lane.Requests, lane.Received, lane.Sent }),
        };
        await publisher.PublishAsync(Channel, Payload.From(gauges), cancellationToken: cancellationToken);
    }
}
