using System.Diagnostics;
using System.Text;
using Bridge.TestKit.Faults;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.TestKit;

/// <summary>Slow lines and small packets.</summary>
public sealed class ProxyPaceTests : IAsyncLifetime
{
    private readonly EchoServer _server = new();

    public ValueTask InitializeAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_throttled_direction_carries_so_many_bytes_a_second(bool toClient)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(toClient ? new FaultPlan { ThrottleToClient = 100_000 } : new FaultPlan { ThrottleToServer = 100_000 });
        using var client = FaultProxyTests.Client(proxy);
        var sent = new string('x', 30_000);

        var watch = Stopwatch.StartNew();
        Assert.Equal(sent, await FaultProxyTests.PostAsync(client, "/length", sent));

        Assert.True(watch.ElapsedMilliseconds >= 270, $"30 000 bytes at 100 000 a second took {watch.ElapsedMilliseconds} ms"); // the last piece need not be waited for
        Assert.Equal(1, proxy.Counts[FaultKind.Throttle]);
    }

    [Fact]
    public async Task Small_pieces_arrive_one_by_one_and_whole()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { SegmentBytes = 1 });
        await using var connection = await RawConnection.OpenAsync(new Uri($"http://127.0.0.1:{proxy.Port}"));
        var sent = string.Concat(Enumerable.Range(0, 10_000).Select(n => $"{n},"));
        await connection.SayAsync($"POST /length HTTP/1.1\nHost: x\nContent-Length: {sent.Length}\nConnection: close\n\n{sent}");

        var (reads, got) = (0, new StringBuilder());
        var buffer = new byte[1 << 20];
        while (await connection.Stream.ReadAsync(buffer, Patience.Token) is > 0 and var read)
        {
            reads++;
            got.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.EndsWith("\r\n\r\n" + sent, got.ToString());
        Assert.True(reads > 1, "all of it came at once");
        Assert.True(proxy.Counts.Pieces > 2 * sent.Length, $"{proxy.Counts.Pieces} pieces");
        Assert.Equal(2, proxy.Counts[FaultKind.Segments]);
    }

    [Fact]
    public async Task Frames_pass_a_slow_line_in_small_pieces_whole()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { SegmentBytes = 7, ThrottleToClient = 100_000, ThrottleToServer = 100_000, DelayToClient = TimeSpan.FromMilliseconds(3) });
        using var socket = await FaultProxyTests.ConnectAsync(proxy);

        for (var n = 0; n < 20; n++)
        {
            var text = $"{n}" + new string('x', 400);
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), System.Net.WebSockets.WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            Assert.Equal(text, await FaultProxyTests.ReceiveAsync(socket));
        }
    }
}
