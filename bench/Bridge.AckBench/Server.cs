using System.Diagnostics;
using System.Globalization;

namespace Bridge.AckBench;

/// <summary>The bench server in a process of its own, and what it used of the machine.</summary>
internal sealed class Server : IDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ of Linux

    private readonly Process _process;
    private readonly HttpClient _http;

    private Server(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public static async Task<Server> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Bridge.BenchServer.dll"), "--urls", "http://127.0.0.1:0", "--window", "100000", "--silence", "600000"])
        { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            {
                return new Server(process, new Uri(line[at..].Split(' ')[0]));
            }
        }

        throw new IOException("The bench server did not start.");
    }

    /// <summary>Has it publish so many messages to a channel at a steady rate.</summary>
    public Task DriveAsync(string channel, int count, int perSecond) => _http.PostAsync(new Uri($"/drive/{channel}?count={count}&rate={perSecond}", UriKind.Relative), null);

    /// <summary>Seconds of CPU (user and system) so far.</summary>
    public double Cpu()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Managed bytes allocated so far.</summary>
    public async Task<long> AllocatedAsync() => long.Parse(await _http.GetStringAsync(new Uri("/allocated", UriKind.Relative)), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _http.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
