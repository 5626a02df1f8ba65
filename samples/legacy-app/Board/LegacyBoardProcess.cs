using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LegacyApp.Board;

/// <summary>The old board, running as a process of its own. It ends with us: it stops when its standard input does, and that ends even when we are killed.</summary>
internal sealed class LegacyBoardProcess : IAsyncDisposable
{
    private const string Ready = "READY ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private LegacyBoardProcess(Process process) => _process = process;

    /// <summary>Where the old board's files are: we share its look.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "LegacyBoard");

    /// <summary>The old board's address.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <exception cref="IOException">It did not come up; it said why on standard error.</exception>
    public static async Task<LegacyBoardProcess> StartAsync(int port)
    {
        var start = new ProcessStartInfo(Muxer()) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Folder, "LegacyBoard.dll"));
        start.ArgumentList.Add("--stop-with-input");
        start.ArgumentList.Add("--port");
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        var board = new LegacyBoardProcess(Process.Start(start)!);
        try
        {
            await board.HearAsync();
            return board;
        }
        catch
        {
            await board.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task HearAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        string? line;
        try
        {
            line = await _process.StandardOutput.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new IOException($"The old board did not come up within {StartLimit.TotalSeconds} s.");
        }

        if (line?.StartsWith(Ready, StringComparison.Ordinal) != true)
        {
            throw new IOException("The old board did not start.");
        }

        Address = new Uri(line[Ready.Length..]);
    }

    /// <summary>The <c>dotnet</c> we run on ourselves, wherever it is installed.</summary>
    private static string Muxer()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
