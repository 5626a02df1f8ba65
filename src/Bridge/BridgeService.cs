using Bridge.Messaging;
using Bridge.Migration;
using Bridge.Sessions;
using Microsoft.Extensions.Hosting;

namespace Bridge;

/// <summary>Starts what runs beside requests, and when the host stops lets nobody wait for a node that goes away.</summary>
internal sealed class BridgeService(Sweeper sweeper, SessionOrders orders, Drain drain, ShapeParts shapes, StageBook stages, BridgeOptions options) : IHostedLifecycleService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        sweeper.Start();
        await orders.StartAsync().ConfigureAwait(false);
        if (options.Shapes.Any())
        {
            await stages.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Before the server stops listening: clients go to other nodes, and another node polls.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(drain.RunAsync(cancellationToken), shapes.Upstream.EndAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
