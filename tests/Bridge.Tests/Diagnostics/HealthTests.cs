using System.Net;
using Bridge.Stores;
using Bridge.TestKit;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Tests.Diagnostics;

public sealed class HealthTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_that_maps_health_checks_sees_the_bridge_among_them()
    {
        await using var host = await StartAsync(null);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "/health"));
        Assert.Contains("bridge", (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop)).Entries.Keys);
        Assert.Equal((HttpStatusCode.OK, "live\n"), await AskAsync(host, "/bridge/live"));
    }

    [Fact]
    public async Task A_store_that_is_away_is_unhealthy_and_the_node_stays_live_and_ready()
    {
        await using var host = await StartAsync(new Records((_, _) => throw new IOException("The database is away.")));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(host, "/health"));
        Assert.Equal((HttpStatusCode.OK, "live\n"), await AskAsync(host, "/bridge/live"));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(host, "/bridge/ready"));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_in_time_is_unhealthy_even_when_it_ignores_being_cancelled()
    {
        var (time, asked, never) = (new ManualTime(), new TaskCompletionSource(), new TaskCompletionSource<StoredRecord?>());
        var records = new Records((key, _) =>
        {
            if (key == "bridge")
            {
                asked.TrySetResult();
            }

            return new ValueTask<StoredRecord?>(never.Task);
        });
        await using var host = await StartAsync(records, time);
        var report = host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(registration => registration.Name == "bridge", Stop);
        await asked.Task.WaitAsync(Patience.Limit, Stop);
        while (!report.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2)); // its own wait may begin a moment after the question
            await Task.Yield();
        }

        var entry = Assert.Single((await report).Entries).Value;
        Assert.Equal((HealthStatus.Unhealthy, "The store did not answer within 2 s."), (entry.Status, entry.Description));
    }

    private static Task<TestHost> StartAsync(IRecordStore? records, TimeProvider? time = null) => TestHost.StartAsync(
        map: app =>
        {
            app.MapBridge();
            app.MapHealthChecks("/health");
        },
        services: services =>
        {
            services.AddHealthChecks();
            if (records is not null)
            {
                services.AddSingleton(records);
            }

            if (time is not null)
            {
                services.AddSingleton(time);
            }
        });

    private static async Task<(HttpStatusCode, string)> AskAsync(TestHost host, string path)
    {
        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private sealed class Records(Func<string, CancellationToken, ValueTask<StoredRecord?>> get) : IRecordStore
    {
        public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => get(key, cancellationToken);

        public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) => new((long?)null);

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => new(false);
    }
}
