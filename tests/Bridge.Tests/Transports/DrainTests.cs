using System.Net;
using System.Net.WebSockets;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports;

/// <summary>A server that ends, as its clients and its balancer see it.</summary>
public sealed class DrainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_server_ends_it_is_not_ready_begins_nothing_and_still_serves()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.Drain = TimeSpan.FromSeconds(4));
        using var before = await host.Http.GetAsync(new Uri("/bridge/ready", UriKind.Relative), Stop);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), (before.StatusCode, await before.Content.ReadAsStringAsync(Stop)));
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var parked = polls.PollAsync("""{"type":"poll"}""");
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.SendAsync("""{"type":"open"}""");
        await socket.NextAsync();
        await host.ParkedAsync();

        var stopping = host.StopAsync();
        var told = (await parked).Single()!;
        Assert.Equal(("restarting", "resume"), (told.Text("code"), told.Text("advice")));
        using var during = await host.Http.GetAsync(new Uri("/bridge/ready", UriKind.Relative), Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ending\n"), (during.StatusCode, await during.Content.ReadAsStringAsync(Stop)));
        Assert.Equal("no-store", during.Headers.CacheControl?.ToString());
        using var begun = await new NativePolls(host).PostAsync("/bridge/poll", """[{"type":"open"}]""");
        Assert.Equal((503, "restarting"), await begun.FaultAsync());
        Assert.Equal("1", begun.Headers.RetryAfter?.ToString());
        using var read = await host.Http.GetAsync(new Uri("/bridge/channels/news/messages?after=oldest&wait=0s", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var waits = await host.Http.GetAsync(new Uri("/bridge/channels/news/messages", UriKind.Relative), Stop);
        Assert.Equal((503, "restarting"), await waits.FaultAsync());

        Assert.Equal("restarting", (await socket.NextAsync())!.Text("code"));
        Assert.Null(await socket.NextAsync());
        Assert.Equal((WebSocketCloseStatus)1012, socket.Socket.CloseStatus);
        await stopping;
    }
}
