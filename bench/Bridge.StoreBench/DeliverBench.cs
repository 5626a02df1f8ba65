using System.Buffers.Binary;
using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.StoreBench;

/// <summary>From the moment a message is handed to the store on one node until a reader on another one has it: each publisher waits for its answer before the next, ten channels, one reader in each.</summary>
internal static class DeliverBench
{
    public static async Task RunAsync(string name, (IChannelLog Log, IBackplane Backplane) from, (IChannelLog Log, IBackplane Backplane) to, int publishers, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 10).Select(n => Task.Run(() => ReadAsync(to, "c" + n, stop.Token))).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(publisher => Task.Run(async () =>
        {
            ChannelName channel = "c" + (publisher % 10);
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var payload = new byte[100];
                BinaryPrimitives.WriteInt64LittleEndian(payload, Stopwatch.GetTimestamp());
                var result = await from.Log.AppendAsync(channel, new[] { new Entry(Payload.Binary(payload), Audience.Everyone) }, null, CancellationToken.None);
                from.Backplane.Send(Signal.News(channel, result.Last));
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        List<long> waits = [.. (await Task.WhenAll(readers)).SelectMany(each => each)];
        waits.Sort();
        Console.WriteLine($"| {name} | {publishers,3} | {waits.Count / seconds,9:N0} | {At(0.5),7:N3} | {At(0.99),7:N3} | {At(1),7:N1} |");

        double At(double quantile) => waits[(int)((waits.Count - 1) * quantile)] * 1000.0 / Stopwatch.Frequency;
    }

    private static async Task<List<long>> ReadAsync((IChannelLog Log, IBackplane Backplane) node, ChannelName channel, CancellationToken stop)
    {
        var (waits, messages, news) = (new List<long>(), new List<Message>(), new SemaphoreSlim(1));
        using var listening = node.Backplane.Listen(signal =>
        {
            if (signal.Channel == channel && news.CurrentCount == 0)
            {
                news.Release();
            }
        });
        node.Backplane.Attend(channel);
        var cursor = (await node.Log.HeadAsync(channel, CancellationToken.None)).Head;
        try
        {
            while (true)
            {
                await news.WaitAsync(stop);
                ReadResult read;
                do
                {
                    messages.Clear();
                    read = await node.Log.ReadAsync(channel, cursor, new ReadLimit(1_000, 65_536), messages, stop);
                    cursor = read.UpTo;
                    waits.AddRange(messages.Select(message => Stopwatch.GetTimestamp() - BinaryPrimitives.ReadInt64LittleEndian(message.Payload.Bytes.Span)));
                }
                while (!read.AtHead);
            }
        }
        catch (OperationCanceledException)
        {
            node.Backplane.Leave(channel);
            return waits;
        }
    }
}
