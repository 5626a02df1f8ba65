using Bridge.Messaging;

namespace Bridge.Gateway;

/// <summary>Where metrics and traces go, in the words of OpenTelemetry's own variables.</summary>
/// <param name="Variables">The <c>OTEL_…</c> variables: the environment's, and before them what the gateway's settings say.</param>
/// <param name="Metrics">Whether metrics go anywhere.</param>
/// <param name="Traces">Whether traces do.</param>
internal sealed record TelemetrySettings(IConfiguration Variables, bool Metrics, bool Traces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Reads the section and the environment; null: nothing is exported.</summary>
    public static TelemetrySettings? Read(IConfigurationSection section, OptionFaults faults)
    {
        foreach (var child in section.GetChildren().Where(child => !child.Key.Equals("Endpoint", StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(child.Path, "is not known; here may stand Endpoint. All else is set by OpenTelemetry's own variables (OTEL_…).");
        }

        var variables = new Dictionary<string, string?> { ["OTEL_SERVICE_NAME"] = "bridge-gateway" };
        if (section["Endpoint"] is { Length: > 0 } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address is not { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 })
            {
                faults.Add($"{section.Path}:Endpoint", $"'{endpoint}' is no address; write scheme, host and port of a collector that speaks OTLP over HTTP, like http://127.0.0.1:4318.");
            }

            variables[Endpoint] = endpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }

        var all = new ConfigurationBuilder().AddInMemoryCollection(variables).AddEnvironmentVariables().Build();
        var settings = new TelemetrySettings(all, IsOn(all, "METRICS"), IsOn(all, "TRACES"));
        return (settings.Metrics || settings.Traces) && !"true".Equals(all["OTEL_SDK_DISABLED"], StringComparison.OrdinalIgnoreCase) ? settings : null;
    }

    private static bool IsOn(IConfiguration variables, string signal) =>
        variables[$"OTEL_{signal}_EXPORTER"] != "none" && (variables[Endpoint] is { Length: > 0 } || variables[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 });
}
