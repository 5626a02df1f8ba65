using System.Diagnostics;
using System.Net;
using Bridge.ForwardBench;

// Bridge.ForwardBench [ROUNDS] [SECONDS]: what passing through costs, beside nginx doing the same. bench/README.md has the figures.
var rounds = int.Parse(args.ElementAtOrDefault(0) ?? "5");
var span = TimeSpan.FromSeconds(int.Parse(args.ElementAtOrDefault(1) ?? "4"));

await using var backend = await Backend.StartAsync();
using var gateway = await Contestant.GatewayAsync(backend.Address);
using var nginx = await Contestant.NginxAsync(backend.Address);
(string Name, Uri Address)[] ways = [("direct", backend.Address), ("gateway", gateway.Address), ("nginx", nginx.Address)];

using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None });
foreach (var way in ways)
{
    await Load.RunAsync(client, way.Address, 4, TimeSpan.FromSeconds(2)); // compiled code, open connections
}

Console.WriteLine("| way | clients | requests/s | p50 ms | added p50 ms | p99 ms |\n| --- | --- | --- | --- | --- | --- |");
foreach (var clients in (int[])[1, 8])
{
    var results = ways.ToDictionary(way => way.Name, _ => new List<LoadResult>());
    for (var round = 0; round < rounds; round++)
    {
        foreach (var way in ways)
        {
            results[way.Name].Add(await Load.RunAsync(client, way.Address, clients, span));
        }
    }

    foreach (var (name, taken) in results)
    {
        var added = taken.Zip(results["direct"], (one, direct) => one.P50 - direct.P50);
        Console.WriteLine(
            $"| {name} | {clients} | {Median(taken.Select(one => one.PerSecond)):N0} | {Range(taken.Select(one => one.P50))} | {Range(added)} | {Range(taken.Select(one => one.P99))} |");
    }
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted[sorted.Length / 2];
}

static string Range(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return $"{sorted[sorted.Length / 2]:N3} ({sorted[0]:N3} to {sorted[^1]:N3})";
}
