namespace Bridge.TestKit.Processes;

/// <summary>A gateway that ends in one way or another, and is started again at the same address.</summary>
public sealed class GatewayNode(Uri? backend, string? config, string[] settings) : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly Uri _status = new($"http://127.0.0.1:{Ports.Free()}/");
    private Started? _gateway;

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free()}/");

    public async Task StartAsync() => (_gateway, _) = await Gateway.StartAsync(backend, config, ["--listen", Address.ToString(), "--set", $"Gateway:Status={_status.ToString().TrimEnd('/')}", .. settings]);

    /// <summary>Whether its status page says that it polls a backend itself.</summary>
    public async Task<bool> IsPollingAsync() => (await Http.GetStringAsync(_status)).Contains("<td>this node<td>", StringComparison.Ordinal);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_gateway is { } gateway)
        {
            _gateway = null;
            await gateway.DisposeAsync();
        }
    }

    /// <summary>SIGTERM; goes when it has ended in order.</summary>
    public async Task EndAsync()
    {
        await _gateway!.SignalAsync("TERM");
        await _gateway.EndedAsync();
        await KillAsync();
    }

    /// <summary>SIGSTOP: it stands still, its connections stay open.</summary>
    public Task StopAsync() => _gateway!.SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public Task ContinueAsync() => _gateway!.SignalAsync("CONT");

    public async ValueTask DisposeAsync() => await KillAsync();
}
