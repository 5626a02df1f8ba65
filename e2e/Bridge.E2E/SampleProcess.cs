using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Bridge.E2E;

/// <summary>The sample, started as the README starts it, on free ports.</summary>
public sealed partial class SampleProcess : IAsyncLifetime
{
    private Process? _process;

    public string Old { get; private set; } = "";

    public string New { get; private set; } = "";

    public string Compare { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var folder = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";
        var root = typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Root").Value!;
        var program = Path.Combine(root, "samples", "legacy-app", "bin", folder, "net10.0", "LegacyApp.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "--port", "0"]) { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Ready().Match(line) is { Success: true } ready)
            {
                (Old, New, Compare) = (ready.Groups[1].Value, ready.Groups[2].Value, ready.Groups[3].Value);
                return;
            }
        }

        throw new InvalidOperationException("The sample ended before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    [GeneratedRegex("^READY old=(\\S+) new=(\\S+) compare=(\\S+)$")]
    private static partial Regex Ready();
}
