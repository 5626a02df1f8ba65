using System.Diagnostics;
using Bridge.Messaging;

namespace Bridge.E2E;

/// <summary>A stream of numbered messages at a steady rate.</summary>
public static class Numbers
{
    /// <summary>Publishes 1 to count, so many a second, each with the time (milliseconds since 1970) at which it was.</summary>
    public static async Task PublishAsync(IPublisher publisher, int count, int perSecond, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var number = 0; number < count; await pace.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = Math.Min(count, (int)(clock.Elapsed.TotalSeconds * perSecond)); number < due;)
            {
                number++;
                var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                await publisher.PublishAsync("numbers", Payload.Json($$"""{"n":{{number}},"at":{{at}}}"""), cancellationToken: cancellationToken);
            }
        }
    }
}
