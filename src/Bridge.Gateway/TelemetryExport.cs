using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Bridge.Gateway;

/// <summary>Sends metrics and traces to a collector while the host runs; what is left is sent at its end.</summary>
internal sealed class TelemetryExport(TelemetrySettings settings) : IHostedService, IDisposable
{
    /// <summary>Of a collector that is away nobody waits longer for the gateway to end.</summary>
    private const int FarewellMilliseconds = 2_000;

    private static readonly string[] Meters = ["Bridge", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];
    private static readonly string[] Sources = ["Bridge", "Microsoft.AspNetCore", "System.Net.Http"];

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _metrics = settings.Metrics ? Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddSingleton(settings.Variables)).AddMeter(Meters).AddOtlpExporter().Build() : null;
        _traces = settings.Traces ? Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton(settings.Variables)).AddSource(Sources).AddOtlpExporter().Build() : null;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // requests may still be served

    public void Dispose()
    {
        _traces?.Shutdown(FarewellMilliseconds);
        _metrics?.Shutdown(FarewellMilliseconds);
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
