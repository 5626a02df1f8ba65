using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.Extensions.Hosting;

namespace Bridge;

/// <summary>Starts what runs beside requests, and when the host stops lets nobody wait for a node that goes away.</summary>
internal sealed class BridgeService(Sweeper sweeper, Leases leases, ShapeParts shapes, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        sweeper.Start();
        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            leases.EndAll(CloseReason.Restarting);
            shapes.Upstream.Dispose();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
