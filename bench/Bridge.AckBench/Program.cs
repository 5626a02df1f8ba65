using System.Globalization;
using Bridge.AckBench;

// Bridge.AckBench [PAIRS] [SOCKETS] [MESSAGES]: what acknowledgements cost the server, measured in pairs of runs with and without. bench/README.md has the figures.
var pairs = int.Parse(args.ElementAtOrDefault(0) ?? "20", CultureInfo.InvariantCulture);
var sockets = int.Parse(args.ElementAtOrDefault(1) ?? "100", CultureInfo.InvariantCulture);
var messages = int.Parse(args.ElementAtOrDefault(2) ?? "2000", CultureInfo.InvariantCulture);
const int PerSecond = 500;

using var server = await Server.StartAsync();
var round = 0;
await RunAsync(true); // compiled code
await RunAsync(false);
var ratios = new List<double>();
var (with, without) = (new List<Run>(), new List<Run>());
for (var pair = 0; pair < pairs; pair++)
{
    var acksFirst = pair % 2 == 0;
    var first = await RunAsync(acksFirst);
    var second = await RunAsync(!acksFirst);
    var (on, off) = acksFirst ? (first, second) : (second, first);
    with.Add(on);
    without.Add(off);
    ratios.Add(on.Cpu / off.Cpu);
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pair {pair + 1} of {pairs}: {ratios[^1]:N3}"));
}

Console.WriteLine("| acks | CPU a delivered message, µs | bytes allocated a delivered message | messages an ack |\n| --- | --- | --- | --- |");
Console.WriteLine($"| on | {Range(with.Select(run => run.Cpu))} | {Range(with.Select(run => run.Bytes))} | {Range(with.Select(run => run.PerAck))} |");
Console.WriteLine($"| off | {Range(without.Select(run => run.Cpu))} | {Range(without.Select(run => run.Bytes))} | |");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nCPU with acks : without, of {pairs} pairs: {Range(ratios)}"));
return 0;

async Task<Run> RunAsync(bool acks)
{
    var channel = $"acks{round++}";
    var clients = await Task.WhenAll(Enumerable.Range(0, sockets).Select(_ => Client.OpenAsync(server.Address, channel, acks)));
    var allocated = await server.AllocatedAsync();
    var cpu = server.Cpu();
    await Task.WhenAll(clients.Select(client => client.TakeAsync(messages)).Append(server.DriveAsync(channel, messages, PerSecond)));
    var used = server.Cpu() - cpu;
    var bytes = await server.AllocatedAsync() - allocated;
    foreach (var client in clients)
    {
        await client.DisposeAsync();
    }

    var delivered = (double)messages * sockets;
    return new Run(used / delivered * 1e6, bytes / delivered, acks ? delivered / clients.Sum(client => client.Acks) : 0);
}

static string Range(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:N2} ({sorted[0]:N2} to {sorted[^1]:N2})");
}

internal readonly record struct Run(double Cpu, double Bytes, double PerAck);
