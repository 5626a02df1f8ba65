namespace Bridge.E2E;

/// <summary>The gateway as people start it who write no C#.</summary>
public static class Gateway
{
    private static readonly string Program = Started.Built("src/Bridge.Gateway", "bridge-gateway.dll");

    /// <summary>Starts it on a free port.</summary>
    public static async Task<(Started Process, Uri Address)> StartAsync(Uri backend, string? config = null, params string[] more)
    {
        string[] arguments =
        [
            Program, "run", "--backend", backend.ToString(), "--listen", "http://127.0.0.1:0", "--set", "Gateway:Status=off",
            .. config is null ? (string[])[] : ["--config", Path.Combine(Started.Root, config)], .. more,
        ];
        var process = await Started.StartAsync("dotnet", arguments, "^READY (\\S+)$");
        return (process, new Uri(process.Ready.Groups[1].Value));
    }
}
