using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.StoreBench;

/// <summary>Accepted publishes per second: each publisher appends one message of 100 bytes and waits for the answer before the next.</summary>
internal static class PublishBench
{
    private static readonly Entry[] Entries = [new Entry(Payload.Binary(new byte[100]), Audience.Everyone)];

    public static async Task RunAsync(string name, IChannelLog log, int publishers, TimeSpan duration)
    {
        await AppendAsync(log, publishers, TimeSpan.FromSeconds(0.5)); // compiled code, warm files
        var (waits, seconds) = await AppendAsync(log, publishers, duration);
        waits.Sort();
        Console.WriteLine(
            $"| {name} | {publishers,3} | {waits.Count / seconds,9:N0} | {Milliseconds(waits, 0.5),7:N3} | {Milliseconds(waits, 0.99),7:N3} | {Milliseconds(waits, 1),7:N1} |");
    }

    private static async Task<(List<long> Waits, double Seconds)> AppendAsync(IChannelLog log, int publishers, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, publishers).Select(publisher => Task.Run(async () =>
        {
            ChannelName channel = "c" + (publisher % 10);
            var waits = new List<long>();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                var result = await log.AppendAsync(channel, Entries, null, CancellationToken.None);
                waits.Add(Stopwatch.GetTimestamp() - asked);
                if (result.Status != AppendStatus.Appended)
                {
                    throw new InvalidOperationException($"{result.Status}");
                }
            }

            return waits;
        })));
        return ([.. each.SelectMany(waits => waits)], Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static double Milliseconds(List<long> sorted, double quantile) =>
        sorted[(int)((sorted.Count - 1) * quantile)] * 1000.0 / Stopwatch.Frequency;
}
