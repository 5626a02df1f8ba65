using System.Text;
using Bridge.Messaging;

namespace Bridge.BenchServer;

/// <summary>Publishes from within, so that what is measured is delivery.</summary>
internal static class Drive
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly Payload Message = Payload.Json(Encoding.ASCII.GetBytes($"\"{new string('x', 98)}\""));

    /// <summary>Publishes so many messages at a steady rate.</summary>
    public static async Task RunAsync(string channel, int count, int rate, IPublisher publisher, CancellationToken cancellationToken)
    {
        using var clock = new PeriodicTimer(Tick);
        for (var (due, sent) = (0.0, 0); sent < count && await clock.WaitForNextTickAsync(cancellationToken);)
        {
            for (due += rate * Tick.TotalSeconds; sent < Math.Min(due, count); sent++)
            {
                await publisher.PublishAsync(channel, Message, cancellationToken: cancellationToken);
            }
        }
    }
}
