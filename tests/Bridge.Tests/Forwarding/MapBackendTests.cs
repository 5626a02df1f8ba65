using System.Net;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Bridge.Tests.Forwarding;

/// <summary>Where requests go that the application itself has a route for, and where the others.</summary>
public sealed class MapBackendTests
{
    [Fact]
    public async Task What_the_application_and_the_bridge_serve_they_go_on_serving()
    {
        using var backend = new RawBackend();
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.MapBackend(backend.Address);
            app.MapBridge();
            app.MapGet("/own", () => "own");
            app.MapFallback("/near/{**rest}", () => "near");
        });

        Assert.Equal("own", await host.Http.GetStringAsync("/own", Patience.Token));
        Assert.Equal("near", await host.Http.GetStringAsync("/near/by", Patience.Token));
        Assert.Equal("opened subscribed", (await new NativePolls(host).OpenAsync("news")).Types());
        await using var socket = await NativeSocket.OpenAsync(host);
        Assert.False(backend.HasCaller);

        var other = host.Http.PostAsync("/own", new StringContent("x"), Patience.Token);
        var (connection, head) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        await using var keeping = connection;
        (await other).Dispose();
        Assert.Equal("POST /own HTTP/1.1", head[0]);
    }

    [Fact]
    public async Task A_pattern_maps_a_part_and_conventions_compose()
    {
        using var backend = new RawBackend();
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.MapBackend("/legacy/{**rest}", backend.Address).RequireHost("app.example");
            app.MapGet("/", () => "own");
        });

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/legacy/x", Patience.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/other", Patience.Token)).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/legacy/a%2Fb") { Headers = { Host = "app.example" } };
        var asking = host.Http.SendAsync(request, Patience.Token);
        var (connection, head) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        await using var keeping = connection;
        Assert.Equal(HttpStatusCode.OK, (await asking).StatusCode);
        Assert.Equal("GET /legacy/a%2Fb HTTP/1.1", head[0]);
        Assert.Contains("Host: app.example", head);
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        var fault = Assert.Throws<OptionsValidationException>(() => app.MapBackend(new Uri("ftp://user@legacy.example/?x"), options =>
        {
            options.ConnectTimeout = TimeSpan.Zero;
            options.ResponseTimeout = TimeSpan.FromDays(2);
            options.BodyTimeout = TimeSpan.Zero;
            options.ContinueTimeout = TimeSpan.FromHours(1);
            options.IdleConnectionTimeout = TimeSpan.FromHours(2);
            options.MaxRequestBodyBytes = -1;
            options.Inject = "/a\"><b>";
            options.KnownProxies.Add("10.0.0.0/99");
        }));

        Assert.Equal(
            ["MaxRequestBodyBytes", "ConnectTimeout", "ResponseTimeout", "BodyTimeout", "ContinueTimeout", "IdleConnectionTimeout", "address", "Inject", "KnownProxies[0]"],
            fault.Failures.Select(failure => failure.Split(": ")[1]));
    }
}
