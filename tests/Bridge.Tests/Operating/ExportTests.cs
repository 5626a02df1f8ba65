using System.Net;
using System.Net.Http.Json;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Operating;

public sealed class ExportTests
{
    private const string Key = "a-key-of-the-tests-only";

    private static readonly string[] Channels = ["Gateway:Channels:0=news submit", $"Gateway:Publishers:tests={Key}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("by its own setting")]
    [InlineData("by the standard variable")]
    public async Task The_gateway_sends_metrics_and_traces_to_a_collector(string how)
    {
        await using var collector = await Collector.StartAsync();
        var environment = new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "200", ["OTEL_BSP_SCHEDULE_DELAY"] = "100", ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=tests" };
        string[] settings = Channels;
        if (how == "by its own setting")
        {
            settings = [.. Channels, $"Gateway:Telemetry:Endpoint={collector.Address}"];
        }
        else
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString();
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }

        await using var gateway = await RunningGateway.StartAsync(environment, settings);
        await PublishAsync(gateway);
        await gateway.Http.GetStringAsync(new Uri(gateway.Address, "/bridge/channels/news/messages?after=oldest&wait=0s"), Stop);

        var sent = await collector.UntilAsync(
            ("/v1/metrics", "bridge.messages.published"), ("/v1/metrics", "bridge.messages.delivered"), ("/v1/metrics", "bridge.store.operation.duration"), ("/v1/metrics", "bridge-gateway"),
            ("/v1/metrics", "deployment.environment.name"), ("/v1/metrics", "http.server.request.duration"), ("/v1/metrics", "kestrel.active_connections"), ("/v1/metrics", "dotnet.gc.collections"),
            ("/v1/traces", "publish"), ("/v1/traces", "deliver"), ("/v1/traces", "Microsoft.AspNetCore"));
        Assert.DoesNotContain("canary", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_is_sent_when_the_gateway_ends()
    {
        await using var collector = await Collector.StartAsync();
        var environment = new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "600000", ["OTEL_BSP_SCHEDULE_DELAY"] = "600000", ["OTEL_SERVICE_NAME"] = "named-otherwise" };
        await using var gateway = await RunningGateway.StartAsync(environment, [.. Channels, $"Gateway:Telemetry:Endpoint={collector.Address}"]);
        await PublishAsync(gateway);
        await gateway.EndAsync();

        await collector.UntilAsync(("/v1/metrics", "bridge.messages.published"), ("/v1/metrics", "named-otherwise"), ("/v1/traces", "publish"));
    }

    [Fact]
    public async Task Health_is_told_to_operators_only_and_to_others_whether_the_node_lives_and_takes_clients()
    {
        await using var gateway = await RunningGateway.StartAsync([], Channels);

        Assert.Equal("Healthy\nbridge: The store answers, and so does every backend that is polled.\n", await gateway.Http.GetStringAsync(new Uri(gateway.Status, "/health"), Stop));
        foreach (var path in (string[])["/health", "/bridge/health", "/metrics", "/migration", "/bridge/status"])
        {
            using var outside = await gateway.Http.GetAsync(new Uri(gateway.Address, path), Stop);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, outside.StatusCode));
        }

        Assert.Equal("live\n", await gateway.Http.GetStringAsync(new Uri(gateway.Address, "/bridge/live"), Stop));
        Assert.Equal("ready\n", await gateway.Http.GetStringAsync(new Uri(gateway.Address, "/bridge/ready"), Stop));
    }

    private static async Task PublishAsync(RunningGateway gateway)
    {
        using var publish = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/bridge/channels/news/messages")) { Content = JsonContent.Create("canary") };
        publish.Headers.Add("Bridge-Key", Key);
        using var answer = await gateway.Http.SendAsync(publish, Patience.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
