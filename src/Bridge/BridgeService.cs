using Bridge.Messaging;
using Bridge.Migration;
using Bridge.Sessions;
using Microsoft.Extensions.Hosting;

namespace Bridge;

/// <summary>Starts what runs beside requests, and when the host stops lets nobody wait for a node that goes away.</summary>
internal sealed class BridgeService(Sweeper sweeper, Leases leases, ShapeParts shapes, StageBook stages, BridgeOptions options, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        sweeper.Start();
        if (options.Shapes.Any())
        {
            await stages.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            leases.EndAll(CloseReason.Restarting);
            shapes.Upstream.Dispose();
        });
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
