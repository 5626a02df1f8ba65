using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

/// <summary>A socket at an address of the application's own: one message, one frame.</summary>
public sealed class PlainSocketTests
{
    private static readonly byte[] Normal = [0x03, 0xE8];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"a\" : [1,  2]}")]
    [InlineData("plain text, no JSON: é😀")]
    [InlineData("\"\\ud800\"")]
    [InlineData("")]
    public async Task What_one_client_sends_every_client_gets_byte_by_byte(string text)
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var one = await RawSocket.OpenAsync(host, "/chat");
        await using var other = await RawSocket.OpenAsync(host, "/chat");

        await one.SendAsync(text);
        await one.SendAsync("end");

        foreach (var socket in new[] { one, other })
        {
            Assert.Equal((RawSocket.Text, text), await NextAsync(socket));
            Assert.Equal((RawSocket.Text, "end"), await NextAsync(socket));
        }
    }

    [Fact]
    public async Task Json_deeper_than_payloads_may_nest_is_passed_on_as_the_text_it_is()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/chat");
        var deep = new string('[', 40) + new string(']', 40);

        await socket.SendAsync(deep);

        Assert.Equal((RawSocket.Text, deep), await NextAsync(socket));
    }

    [Fact]
    public async Task Bytes_come_back_as_a_binary_frame()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/chat");

        await socket.SendAsync(RawSocket.Binary, new byte[] { 0, 255, 10 });

        var frame = await socket.NextAsync();
        Assert.Equal(RawSocket.Binary, frame.Kind);
        Assert.Equal([0, 255, 10], frame.Payload);
    }

    [Fact]
    public async Task A_message_in_fragments_is_one_message()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/chat");

        await socket.SendAsync(RawSocket.Text, Array.Empty<byte>(), last: false);
        await socket.SendAsync(RawSocket.Continuation, "one "u8.ToArray(), last: false);
        await socket.SendAsync(RawSocket.Ping, "in between"u8.ToArray());
        await socket.SendAsync(RawSocket.Continuation, Array.Empty<byte>(), last: false);
        await socket.SendAsync(RawSocket.Continuation, "two"u8.ToArray());

        Assert.Equal((RawSocket.Pong, "in between"), await NextAsync(socket));
        Assert.Equal((RawSocket.Text, "one two"), await NextAsync(socket));
    }

    [Fact]
    public async Task A_large_frame_that_comes_in_many_pieces_is_no_heap_of_fragments()
    {
        await using var host = await HandshakeTests.StartAsync(options =>
        {
            options.Sessions.MaxPayloadBytes = 1 << 20;
            options.WebSockets.MaxFragments = 8;
        });
        await using var socket = await RawSocket.OpenAsync(host, "/chat");
        var frame = RawSocket.Frame(RawSocket.Binary, new byte[100_000]);

        for (var at = 0; at < frame.Length; at += 2_000)
        {
            await socket.Connection.SendAsync(frame.AsMemory(at, Math.Min(2_000, frame.Length - at)));
            await Task.Yield();
        }

        Assert.Equal(100_000, (await socket.NextAsync()).Payload.Length);
    }

    [Fact]
    public async Task A_client_that_closes_is_answered_with_a_close_frame()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/chat");

        await socket.SendAsync(RawSocket.Close, Normal);

        Assert.Equal(1000, (await socket.NextCloseAsync()).Code);
        Assert.True(await socket.Connection.IsClosedByServerAsync());
        Assert.Empty(host.Logs.Errors);
    }

    [Fact]
    public async Task What_is_published_once_the_handshake_is_answered_comes()
    {
        var slow = new SlowDoor();
        await using var host = await HandshakeTests.StartAsync(options => options.Channels.Add("guarded", channel => channel.Authorize(slow.AskAsync)));
        await using var socket = await RawSocket.OpenAsync(host, "/live/guarded");

        await host.Publisher.PublishAsync("guarded", Payload.Text("the first"), cancellationToken: Stop);
        slow.Open();

        Assert.Equal((RawSocket.Text, "the first"), await NextAsync(socket));
    }

    [Fact]
    public async Task After_resumes_behind_a_position_and_a_lost_one_closes_with_the_reason()
    {
        await using var host = await HandshakeTests.StartAsync();
        var first = await host.Publisher.PublishAsync("chat", Payload.Text("one"), cancellationToken: Stop);
        await host.Publisher.PublishAsync("chat", Payload.Text("two"), cancellationToken: Stop);

        await using (var socket = await RawSocket.OpenAsync(host, $"/chat?after={first}"))
        {
            Assert.Equal((RawSocket.Text, "two"), await NextAsync(socket));
        }

        await using (var socket = await RawSocket.OpenAsync(host, "/chat?after=oldest"))
        {
            Assert.Equal((RawSocket.Text, "one"), await NextAsync(socket));
        }

        await using (var socket = await RawSocket.OpenAsync(host, $"/chat?after={first with { Offset = 99 }}"))
        {
            Assert.Equal((4410, "ahead"), await socket.NextCloseAsync());
        }
    }

    [Fact]
    public async Task A_handlers_reply_comes_to_its_sender_alone()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var sender = await RawSocket.OpenAsync(host, "/live/echo");
        await using var other = await RawSocket.OpenAsync(host, "/live/echo");

        await sender.SendAsync("back");
        Assert.Equal((RawSocket.Text, "back"), await NextAsync(sender));
        await host.Publisher.PublishAsync("echo", Payload.Text("for all"), cancellationToken: Stop);

        Assert.Equal((RawSocket.Text, "for all"), await NextAsync(other));
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_and_that_is_no_error_of_ours()
    {
        await using var host = await HandshakeTests.StartAsync(options =>
        {
            options.WebSockets.WriteTimeout = TimeSpan.FromMilliseconds(200);
            options.Sessions.MaxPayloadBytes = 1 << 20;
            options.Retention = options.Retention with { MaxBytes = 64 << 20 };
        });
        await using var socket = await RawSocket.OpenAsync(host, "/chat");
        var large = Payload.Binary(new byte[1 << 20]);

        for (var n = 0; n < 30; n++)
        {
            await host.Publisher.PublishAsync("chat", large, cancellationToken: Stop);
        }

        await host.Requests.EndedAsync("/chat");
        Assert.Empty(host.Logs.Errors);
    }

    [Fact]
    public async Task When_the_server_stops_a_plain_socket_is_told()
    {
        await using var host = await HandshakeTests.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/chat");

        var stopping = host.StopAsync();
        Assert.Equal((1012, "restarting"), await socket.NextCloseAsync());
        await socket.SendAsync(RawSocket.Close, Normal);
        await stopping;
    }

    /// <summary>Answers the first question at once; what is asked later, after the handshake, waits.</summary>
    private sealed class SlowDoor
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public void Open() => _open.SetResult();

        public async ValueTask<ChannelGrant> AskAsync(ChannelAccess access, CancellationToken cancellationToken)
        {
            await (Interlocked.Increment(ref _asked) == 1 ? Task.CompletedTask : _open.Task);
            return ChannelGrant.Yes;
        }
    }

    private static async Task<(int Kind, string Text)> NextAsync(RawSocket socket)
    {
        var frame = await socket.NextAsync();
        return (frame.Kind, frame.Text);
    }
}
