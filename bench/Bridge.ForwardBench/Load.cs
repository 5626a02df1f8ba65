using System.Diagnostics;

namespace Bridge.ForwardBench;

/// <summary>Clients that each ask for one answer after the other.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(HttpMessageInvoker client, Uri address, int clients, TimeSpan span)
    {
        var start = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => AskAsync(client, address, start, span)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = each.SelectMany(waits => waits).Order().ToArray();
        return new LoadResult(all.Length / seconds, Milliseconds(all, 0.5), Milliseconds(all, 0.99));
    }

    private static async Task<List<long>> AskAsync(HttpMessageInvoker client, Uri address, long start, TimeSpan span)
    {
        var waits = new List<long>();
        while (Stopwatch.GetElapsedTime(start) < span)
        {
            var asked = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await client.SendAsync(request, CancellationToken.None);
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (body.Length != Backend.BodyBytes)
            {
                throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode} with {body.Length} bytes.");
            }

            waits.Add(Stopwatch.GetTimestamp() - asked);
        }

        return waits;
    }

    private static double Milliseconds(long[] sorted, double quantile) => sorted[(int)((sorted.Length - 1) * quantile)] * 1000.0 / Stopwatch.Frequency;
}
