using System.Buffers.Binary;
using Bridge.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Transports.WebSockets.Frames;

public sealed class FrameTests : IAsyncLifetime
{
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddBridge(o =>
        {
            o.Channels.Add("echo", c => c.Handle((submission, _) => ValueTask.FromResult(Outcome.Reply(submission.Payload))));
            o.Sessions.MaxPayloadBytes = 16 << 20;
            o.WebSockets.MaxFragments = 1_000_000;
        });
        _app = builder.Build();
        _app.MapBridgeChannel("/echo", "echo");
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void There_are_more_than_three_hundred_cases_and_no_name_twice()
    {
        Assert.InRange(FrameCases.All.Count, 300, int.MaxValue);
        Assert.Equal(FrameCases.All.Count, FrameCases.All.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public async Task Every_frame_is_answered_as_the_RFC_has_it()
    {
        var faults = new List<string>();
        foreach (var one in FrameCases.All)
        {
            if (await FaultAsync(one) is { } fault)
            {
                faults.Add($"{one.Name}: {fault}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Frames_that_ride_with_the_handshake_are_heard()
    {
        using var socket = await RawSocket.OpenAsync(Port, "/echo", Frame.OfText("at once").ToBytes());
        Assert.Equal("at once"u8.ToArray(), (await socket.ReceiveAsync()).Payload);
    }

    private int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Plays the case; what went wrong, or null.</summary>
    private async Task<string?> FaultAsync(FrameCase one)
    {
        try
        {
            using var socket = await RawSocket.OpenAsync(Port, "/echo");
            var sending = SendAsync(socket, one);
            foreach (var expected in one.Expected)
            {
                var echoed = await socket.ReceiveAsync();
                if (echoed.Opcode != expected.Opcode || !echoed.Fin || echoed.Masked || echoed.Reserved != 0 || !echoed.Payload.AsSpan().SequenceEqual(expected.Payload))
                {
                    return $"expected opcode {expected.Opcode} with {expected.Payload.Length} bytes, got opcode {echoed.Opcode} with {echoed.Payload.Length}";
                }
            }

            await sending;
            if (one.CloseCodes.Count == 0)
            {
                await socket.SendAsync(Frame.OfClose(1000).ToBytes());
            }

            var close = await socket.ReceiveAsync();
            var code = close.Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(close.Payload) : 1005;
            return close.Opcode != Frame.Close ? $"expected a close, got opcode {close.Opcode}"
                : one.CloseCodes.DefaultIfEmpty(1000).Contains(code) ? null
                : $"closed with {code}";
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            return $"no answer: {broken.Message}";
        }
    }

    private static async Task SendAsync(RawSocket socket, FrameCase one)
    {
        try
        {
            await socket.SendAsync(one.Sent.SelectMany(frame => frame.ToBytes()).ToArray(), one.Piece);
        }
        catch (IOException)
        {
            // The server may have closed at the first of them; what it said is read all the same.
        }
    }
}
