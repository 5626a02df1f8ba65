using Bridge.Stores;
using Bridge.Upstream;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge;

/// <summary>The health check <c>bridge</c>: unhealthy when the store doesn't answer in time, degraded when a backend that is polled doesn't. For people and alarms, not for balancers: docs/adr/0017-readiness.md.</summary>
internal sealed class BridgeHealthCheck(IRecordStore records, UpstreamDesk upstream, TimeProvider time) : IHealthCheck
{
    /// <summary>Its name.</summary>
    public const string Name = "bridge";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Registers it where <c>AddHealthChecks</c> looks, once.</summary>
    public static void AddTo(HealthCheckServiceOptions options, IServiceProvider services)
    {
        if (!options.Registrations.Any(registration => registration.Name == Name))
        {
            options.Registrations.Add(new HealthCheckRegistration(
                Name, _ => new BridgeHealthCheck(Get<IRecordStore>(services), Get<UpstreamDesk>(services), Get<TimeProvider>(services)), HealthStatus.Unhealthy, [Name]));
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var asking = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await records.GetAsync(Name, asking.Token).AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            var isLate = fault is TimeoutException or OperationCanceledException;
            return new HealthCheckResult(context.Registration.FailureStatus, isLate ? $"The store did not answer within {Patience.TotalSeconds} s." : "The store can't be reached.", fault);
        }

        string[] failing = [.. upstream.States.Where(state => state.Phase is UpstreamPhase.Failing or UpstreamPhase.Down or UpstreamPhase.Stopped).Select(state => state.Shape).Distinct()];
        return failing.Length == 0
            ? HealthCheckResult.Healthy("The store answers, and so does every backend that is polled.")
            : HealthCheckResult.Degraded($"Polling the backend fails for {string.Join(", ", failing)}.");
    }

    private static T Get<T>(IServiceProvider services) => (T)services.GetService(typeof(T))!;
}
