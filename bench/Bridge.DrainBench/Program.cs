using System.Diagnostics;
using System.Globalization;
using Bridge.DrainBench;

// Bridge.DrainBench [SOCKETS] [POLLS]: how a server goes that is told to end (SIGTERM) while sessions are connected to it. bench/README.md has the figures.
var sockets = int.Parse(args.ElementAtOrDefault(0) ?? "2000", CultureInfo.InvariantCulture);
var polls = int.Parse(args.ElementAtOrDefault(1) ?? "1000", CultureInfo.InvariantCulture);

using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Bridge.BenchServer.dll"), "--urls", "http://127.0.0.1:0", "--hold", "120000"]) { RedirectStandardOutput = true })!;
try
{
    var line = await server.StandardOutput.ReadLineAsync() ?? throw new IOException("The bench server did not start.");
    var address = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0]);
    using var crowd = new Crowd(address);
    await crowd.ConnectAsync(sockets, polls);

    var clock = Stopwatch.StartNew();
    using (Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]))
    {
        var ready = crowd.UntilNotReadyAsync(clock);
        var told = crowd.UntilAllAreToldAsync(clock);
        await server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        var gone = clock.Elapsed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sockets} sockets, {polls} parked polls; milliseconds after SIGTERM"));
        Console.WriteLine("| | first | median | last | |\n| --- | --- | --- | --- | --- |");
        var unready = await ready;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| readiness says 503 | | | {unready.TotalMilliseconds:N0} | |"));
        foreach (var row in await told)
        {
            Console.WriteLine(row);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| process gone | | | {gone.TotalMilliseconds:N0} | exit code {server.ExitCode} |"));
        return crowd.Untold == 0 && gone < TimeSpan.FromSeconds(25) ? 0 : 1;
    }
}
finally
{
    if (!server.HasExited)
    {
        server.Kill();
    }
}
