using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Bridge.TestKit.Processes;

/// <summary>A program of ours or of others, started by a test and ended with it.</summary>
public sealed class Started : IAsyncDisposable
{
    private readonly Process _process;

    private readonly Task<string> _heard;
    private readonly Task<string> _other;

    private Started(Process process, Match ready, string said, Task<string> heard, Task<string> other) => (_process, Ready, Said, _heard, _other) = (process, ready, said, heard, other);

    /// <summary>The repository.</summary>
    public static string Root { get; } = typeof(Started).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Root").Value!;

    /// <summary>What the program said when it was ready.</summary>
    public Match Ready { get; }

    /// <summary>What it said before that.</summary>
    public string Said { get; }

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
        var (rest, said) = (other.ReadToEndAsync(), "");
        while (await heard.ReadLineAsync() is { } line)
        {
            if (Regex.Match(line, ready) is { Success: true } match)
            {
                return new Started(process, match, said, heard.ReadToEndAsync(), rest); // a pipe that nobody reads stops the program
            }

            said += line + "\n";
        }

        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it was ready. {await rest}");
    }

    /// <summary>Sends it a signal, such as <c>TERM</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it in order; gives what it wrote since it was ready.</summary>
    public async Task<string> EndAsync(CancellationToken cancellationToken = default)
    {
        await SignalAsync("TERM");
        await EndedAsync(cancellationToken);
        return await _heard + await _other;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
