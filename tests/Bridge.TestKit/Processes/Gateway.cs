using System.Diagnostics;

namespace Bridge.TestKit.Processes;

/// <summary>The gateway as people start it who write no C#.</summary>
public static class Gateway
{
    private static readonly string Program = Started.Built("src/Bridge.Gateway", "bridge-gateway.dll");

    /// <summary>Starts it on a free port.</summary>
    public static async Task<(Started Process, Uri Address)> StartAsync(Uri? backend, string? config = null, params string[] more)
    {
        string[] arguments =
        [
            Program, "run", "--listen", "http://127.0.0.1:0", "--set", "Gateway:Status=off", .. backend is null ? (string[])[] : ["--backend", backend.ToString()],
            .. config is null ? (string[])[] : ["--config", Path.Combine(Started.Root, config)], .. more,
        ];
        var process = await Started.StartAsync("dotnet", arguments, "^READY (\\S+)$");
        return (process, new Uri(process.Ready.Groups[1].Value));
    }

    /// <summary>Runs one of its commands to the end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
