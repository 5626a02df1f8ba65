using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Bridge.E2E;

/// <summary>A program of ours or of others, started by a test and ended with it.</summary>
public sealed class Started : IAsyncDisposable
{
    private readonly Process _process;

    private Started(Process process, Match ready) => (_process, Ready) = (process, ready);

    /// <summary>The repository.</summary>
    public static string Root { get; } = typeof(Started).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Root").Value!;

    /// <summary>What the program said when it was ready.</summary>
    public Match Ready { get; }

    /// <summary>A program of the repository, built as we were.</summary>
    public static string Built(string folder, string file) =>
        Path.Combine(Root, folder, "bin", AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release", "net10.0", file);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<Started> StartAsync(string program, string[] arguments, string ready, bool onError = false, Action<ProcessStartInfo>? configure = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        configure?.Invoke(start);
        var process = Process.Start(start)!;
        var (heard, other) = onError ? (process.StandardError, process.StandardOutput) : (process.StandardOutput, process.StandardError);
        var rest = other.ReadToEndAsync();
        while (await heard.ReadLineAsync() is { } line)
        {
            if (Regex.Match(line, ready) is { Success: true } match)
            {
                _ = heard.ReadToEndAsync(); // a pipe that nobody reads stops the program
                return new Started(process, match);
            }
        }

        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it was ready. {await rest}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
