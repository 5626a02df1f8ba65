using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Docs;

namespace Bridge.Tests.Rows.Real;

/// <summary>Somebody else's server as a process of its own, on a free port of this machine, in a folder of its own. It can die and begin anew.</summary>
internal abstract class RealProgram : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    private Process? _process;

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    protected int Port { get; } = FreePort();

    /// <summary>Its folder.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("bridge-real-").FullName;

    /// <summary>The files that it is started from.</summary>
    protected static string Files => Path.Combine(DocPages.Root(), "tests", "backends");

    /// <summary>How it is started, once its folder is as on its first day.</summary>
    protected abstract ProcessStartInfo Prepare();

    /// <summary>A request that it answers once it is there.</summary>
    protected abstract HttpRequestMessage FirstRequest();

    /// <summary>Makes an item of this text.</summary>
    public abstract Task AddAsync(string text);

    /// <summary>Starts it with nothing in it, and returns when it answers.</summary>
    public async Task StartAsync()
    {
        var start = Prepare();
        start.WorkingDirectory = Folder;
        start.RedirectStandardError = start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.HoldsAsync(async () => !_process.HasExited && await AnswersAsync(), $"{start.FileName} answers");
    }

    /// <summary>Kills it, and starts another with nothing in it.</summary>
    public async Task BeginAnewAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected static async Task SendAsync(HttpRequestMessage request)
    {
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private async ValueTask<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Http.SendAsync(FirstRequest());
            return (int)answer.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
