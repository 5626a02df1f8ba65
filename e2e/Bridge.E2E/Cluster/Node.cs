namespace Bridge.E2E.Cluster;

/// <summary>A gateway that is killed, and started again at the same address.</summary>
internal sealed class Node(Uri backend, string config, string[] settings) : IAsyncDisposable
{
    private Started? _gateway;

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free()}/");

    public async Task StartAsync() => (_gateway, _) = await Gateway.StartAsync(backend, config, ["--listen", Address.ToString(), .. settings]);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_gateway is { } gateway)
        {
            _gateway = null;
            await gateway.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
