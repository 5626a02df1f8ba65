using System.Diagnostics;
using System.Globalization;

namespace Bridge.TestKit.Hosts;

/// <summary>The bench server as a process of its own: its memory is nobody else's.</summary>
public sealed class BenchProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly Process _process;
    private bool _gone;

    private BenchProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it, from where it was built beside the tests.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="arguments">More of its command line: <c>--help</c> lists it.</param>
    public static async Task<BenchProcess> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        // tests/Bridge.Tests/bin/Release/net10.0 → bench/Bridge.BenchServer/bin/Release/net10.0
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var server = Path.Combine(root, "bench", "Bridge.BenchServer", "bin", here.Parent.Name, here.Name, "Bridge.BenchServer.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [server, "--urls", "http://127.0.0.1:0", .. arguments]) { RedirectStandardOutput = true })!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address)
                {
                    return new BenchProcess(process, new Uri(address));
                }
            }

            throw new InvalidOperationException($"The bench server did not start: dotnet {server}");
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Its live managed bytes after a collection.</summary>
    public async Task<long> LiveBytesAsync(CancellationToken cancellationToken) =>
        long.Parse((await Http.GetStringAsync(new Uri(Address, "/gc"), cancellationToken)).Trim(), CultureInfo.InvariantCulture);

    /// <summary>SIGTERM: it tells those who are connected and ends in order. Returns its exit code when it is gone.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(cancellationToken);
        _gone = true;
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs, nothing is closed. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_gone)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _gone = true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
