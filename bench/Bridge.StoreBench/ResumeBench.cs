using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.StoreBench;

/// <summary>Resuming in a channel of two million messages: 50 messages from a cursor, from the file.</summary>
internal static class ResumeBench
{
    private const int Messages = 2_000_000;
    private const int Reads = 2_000;

    public static async Task FillAsync(IChannelLog log, ChannelName channel)
    {
        var start = Stopwatch.GetTimestamp();
        var entries = Enumerable.Range(0, 1_000).Select(_ => new Entry(Payload.Binary(new byte[100]), Audience.Everyone)).ToArray();
        for (var n = 0; n < Messages; n += entries.Length)
        {
            await log.AppendAsync(channel, entries, null, CancellationToken.None);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"filled with {Messages:N0} messages in appends of {entries.Length:N0}: {Messages / seconds:N0} messages/s");
    }

    public static async Task RunAsync(IChannelLog log, ChannelName channel)
    {
        var head = (await log.HeadAsync(channel, CancellationToken.None)).Head;
        var into = new List<Message>();
        foreach (var part in (double[])[0, 0.25, 0.5, 0.75, 0.99])
        {
            var times = new List<double>();
            for (var n = 0; n < Reads; n++)
            {
                into.Clear();
                var after = head with { Offset = (long)(head.Offset * part) + (n * 7 % 10_000) };
                var start = Stopwatch.GetTimestamp();
                await log.ReadAsync(channel, after, new ReadLimit(50, 65_536), into, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            times.Sort();
            Console.WriteLine($"| {part,4:P0} | {times[Reads / 2],6:N0} | {times[Reads * 99 / 100],6:N0} |");
        }
    }
}
