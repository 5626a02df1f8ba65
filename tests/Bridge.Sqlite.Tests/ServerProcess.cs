using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Bridge.Sqlite.Tests;

/// <summary>The bench server as a process of its own, to be killed.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address) => (_process, Address) = (process, new Uri(address));

    public Uri Address { get; }

    public bool IsKilled { get; private set; }

    public static async Task<ServerProcess> StartAsync(string store)
    {
        var folder = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";
        var root = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Root").Value!;
        var program = Path.Combine(root, "bench", "Bridge.BenchServer", "bin", folder, "net10.0", "Bridge.BenchServer.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--store", store]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Ready().Match(line) is { Success: true } ready)
            {
                return new ServerProcess(process, ready.Groups[1].Value + "/");
            }
        }

        throw new InvalidOperationException("The server ended before it was ready.");
    }

    /// <summary>SIGKILL: no handler runs, nothing is closed.</summary>
    public void Kill()
    {
        IsKilled = true;
        _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (!IsKilled)
        {
            Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("^Bridge bench server on (\\S+)")]
    private static partial Regex Ready();
}
