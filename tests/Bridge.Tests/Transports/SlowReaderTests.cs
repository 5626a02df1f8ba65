using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

/// <summary>A reader that stops reading costs no queue: it falls behind in the log that all share, and is told what it missed.</summary>
[Collection(nameof(Alone))]
public sealed class SlowReaderTests
{
    private const string Flood = "flood";
    private const int Retention = 8 << 20;
    private const int Allowance = 16 << 20;
    private const int PayloadBytes = 32 << 10;
    private const int Ahead = 128; // half of what is kept: the healthy reader is never in danger

    private static readonly byte[] Payload = Encoding.ASCII.GetBytes($"\"{new string('x', PayloadBytes - 2)}\"");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_that_never_reads_costs_no_queue_while_200_megabytes_pass_it()
    {
        await using var server = await BenchProcess.StartAsync(Stop);
        await using var slow = await SocketWire.ConnectRawAsync(server.Address, receiveBuffer: 4 << 10, Stop);
        await slow.SayAsync(Say.Open(subscribe: Say.Subscribe(Flood)));
        await using var healthy = await SocketWire.ConnectAsync(server.Address, Stop);
        await healthy.OpenAsync();
        await healthy.SubscribeAsync(Flood);
        var reader = new HealthyReader(healthy);
        var reading = reader.RunAsync();
        var start = await server.LiveBytesAsync(Stop);

        var published = 0;
        foreach (var megabytes in new[] { 50, 100, 200 })
        {
            published = await PublishAsync(server, reader, published, megabytes * (1 << 20) / PayloadBytes);
            await Eventually.HoldsAsync(() => reader.Count == published, "the healthy reader has everything");
            var live = await server.LiveBytesAsync(Stop) - start;
            TestContext.Current.TestOutputHelper?.WriteLine($"{megabytes} MB published past it: {live / 1048576.0:0.0} MiB live above the start");
            Assert.InRange(live, 0, Retention + Allowance);
        }

        await using var again = await GoOnAsync(slow, server, published);
        await PublishAsync(server, reader, published, published + 1);
        Assert.Equal(published + 1, (await again.MessagesAsync(1))[0].Position!.Value.Offset);
        await Eventually.HoldsAsync(() => reader.Count == published + 1, "the healthy reader has everything");
        await healthy.DisposeAsync();
        await reading;
    }

    /// <summary>Reads on: what was under way, then the truth about what is lost, then everything that is kept. Where all this took so long that the server
    /// gave the socket up, the session goes on with another one.</summary>
    private static async Task<SocketWire> GoOnAsync(SocketWire slow, BenchProcess server, int head)
    {
        var token = (await slow.ExpectAsync("opened")).Token;
        await slow.ExpectAsync("subscribed");
        var last = default(Position);
        var gaps = 0;
        while (last.Offset < head)
        {
            if (await NextAsync(slow) is not { Type: not "closed" } next)
            {
                slow = await SocketWire.ConnectAsync(server.Address, Stop);
                await slow.AskAsync(Say.Open(token, positions: [new(Flood, last)]), "opened");
                continue;
            }

            var position = next.Position!.Value;
            switch (next.Type)
            {
                case "message":
                    Assert.Equal(last.Offset + 1, position.Offset);
                    break;
                case "gap":
                    gaps++;
                    Assert.Equal("evicted", next.Reason);
                    Assert.InRange(last.Offset, 1, 100); // it had the first ones
                    Assert.InRange(position.Offset, head - (Retention / PayloadBytes) - 1, head - (Retention / PayloadBytes) + 1);
                    break;
            }

            last = position;
            await slow.SayAsync(Say.Ack(Flood, last));
        }

        Assert.Equal(1, gaps);
        return slow;
    }

    private static async Task<Envelope?> NextAsync(SocketWire slow)
    {
        try
        {
            return await slow.NextAsync();
        }
        catch (WebSocketException)
        {
            return null; // given up, and cut
        }
    }

    private static async Task<int> PublishAsync(BenchProcess server, HealthyReader reader, int from, int to)
    {
        using var http = new HttpClient();
        for (var n = from; n < to; n++)
        {
            if (n - reader.Count >= Ahead)
            {
                await Eventually.HoldsAsync(() => n - reader.Count < Ahead / 2, "the healthy reader keeps up");
            }

            using var body = new ByteArrayContent(Payload) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await http.PostAsync(new Uri(server.Address, $"/bridge/channels/{Flood}/messages"), body, Stop);
            response.EnsureSuccessStatusCode();
        }

        return to;
    }

    /// <summary>Takes everything, without holes, and acknowledges.</summary>
    private sealed class HealthyReader(SocketWire wire)
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async Task RunAsync()
        {
            try
            {
                while (await wire.NextAsync() is { } next)
                {
                    if (next.Type != "message" || next.Position!.Value.Offset != _count + 1)
                    {
                        throw new InvalidOperationException($"After {_count} messages came {next.Type} {next.Position}.");
                    }

                    Interlocked.Increment(ref _count);
                    if (_count % 4 == 0)
                    {
                        await wire.SayAsync(Say.Ack(Flood, next.Position!.Value));
                    }
                }
            }
            catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
