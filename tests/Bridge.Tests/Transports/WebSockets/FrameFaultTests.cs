using System.Buffers.Binary;
using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

/// <summary>Frames that break the protocol or the limits, on sockets of both kinds: the client must RECEIVE the close frame, not a reset.</summary>
public sealed class FrameFaultTests
{
    public static TheoryData<string, string, int> Broken()
    {
        var rows = new TheoryData<string, string, int>();
        foreach (var path in new[] { "/bridge/ws", "/chat" })
        {
            rows.Add(path, "a reserved bit", 1002);
            rows.Add(path, "opcode 3", 1002);
            rows.Add(path, "opcode 7", 1002);
            rows.Add(path, "opcode 11", 1002);
            rows.Add(path, "a fragmented ping", 1002);
            rows.Add(path, "a ping of 126 bytes", 1002);
            rows.Add(path, "a lone continuation", 1002);
            rows.Add(path, "new text inside a fragmented message", 1002);
            rows.Add(path, "an unmasked frame", 1002);
            rows.Add(path, "a close frame of one byte", 1002);
            rows.Add(path, "close code 999", 1002);
            rows.Add(path, "close code 1005", 1002);
            rows.Add(path, "bad UTF-8", 1007);
            rows.Add(path, "a surrogate in UTF-8", 1007);
            rows.Add(path, "bad UTF-8 over two fragments", 1007);
            rows.Add(path, "a message beyond the limit", 1009);
            rows.Add(path, "fragments beyond the limit of bytes", 1009);
            rows.Add(path, "a payload of 1 GiB announced", 1009);
            rows.Add(path, "a payload of 2^62 announced", 1009);
            rows.Add(path, "a payload of 2^63 announced", 1002);
            rows.Add(path, "a flood of pings", 1008);
            rows.Add(path, "a flood of pongs within a message", 1008);
            rows.Add(path, "too many fragments", 1008);
            rows.Add(path, "too many empty fragments", 1008);
        }

        rows.Add("/bridge/ws", "a binary frame", 1003);
        rows.Add("/bridge/ws", "text that is no JSON", 4400);
        rows.Add("/bridge/ws", "an empty message", 4400);
        rows.Add("/bridge/ws", "a binary frame after open", 1003);
        rows.Add("/bridge/ws", "text that is no JSON after open", 4400);
        rows.Add("/bridge/ws", "a payload of 1 GiB announced after open", 1009);
        rows.Add("/bridge/ws", "a flood of pings after open", 1008);
        rows.Add("/bridge/ws", "a submission before open", 4400);
        rows.Add("/bridge/ws", "a second open", 4400);
        rows.Add("/bridge/ws", "a poll on a socket", 4400);
        rows.Add("/bridge/ws", "an unknown token", 4404);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_frame_that_may_not_be_is_answered_with_its_close_code(string path, string what, int code)
    {
        await using var host = await HandshakeTests.StartAsync(options =>
        {
            options.Sessions.MaxPayloadBytes = 4 << 10;
            options.WebSockets.MaxFragments = 50;
        });
        await using var socket = await RawSocket.OpenAsync(host, path);

        foreach (var frame in Frames(what))
        {
            await socket.Connection.SendAsync(frame);
        }

        Assert.Equal(code, (await socket.NextCloseAsync()).Code);
        await socket.SendAsync(RawSocket.Close, new byte[] { 3, 232 });
        Assert.True(await socket.Connection.IsClosedByServerAsync());
        Assert.Empty(host.Logs.Errors);
    }

    private static IEnumerable<byte[]> Frames(string what)
    {
        var text = Encoding.UTF8.GetBytes("text");
        var open = RawSocket.Frame(RawSocket.Text, "{\"type\":\"open\"}"u8);
        return what switch
        {
            "a reserved bit" => [RawSocket.Frame(0x40 | RawSocket.Text, text)],
            "opcode 3" => [RawSocket.Frame(3, text)],
            "opcode 7" => [RawSocket.Frame(7, text)],
            "opcode 11" => [RawSocket.Frame(11, [])],
            "a fragmented ping" => [RawSocket.Frame(RawSocket.Ping, text, last: false)],
            "a ping of 126 bytes" => [RawSocket.Frame(RawSocket.Ping, new byte[126])],
            "a lone continuation" => [RawSocket.Frame(RawSocket.Continuation, text)],
            "new text inside a fragmented message" => [RawSocket.Frame(RawSocket.Text, text, last: false), RawSocket.Frame(RawSocket.Text, text)],
            "an unmasked frame" => [[0x81, 4, .. text]],
            "a close frame of one byte" => [RawSocket.Frame(RawSocket.Close, [3])],
            "close code 999" => [RawSocket.Frame(RawSocket.Close, CloseOf(999))],
            "close code 1005" => [RawSocket.Frame(RawSocket.Close, CloseOf(1005))],
            "bad UTF-8" => [RawSocket.Frame(RawSocket.Text, [0xC0, 0xAF])],
            "a surrogate in UTF-8" => [RawSocket.Frame(RawSocket.Text, [0xED, 0xA0, 0x80])],
            "bad UTF-8 over two fragments" => [RawSocket.Frame(RawSocket.Text, [0xE2, 0x82], last: false), RawSocket.Frame(RawSocket.Continuation, "x"u8)],
            "a message beyond the limit" => [RawSocket.Frame(RawSocket.Text, Filled(40_000))],
            "fragments beyond the limit of bytes" => Fragments(40, Filled(1_000)),
            "a payload of 1 GiB announced" => [Announced(1L << 30)],
            "a payload of 2^62 announced" => [Announced(1L << 62)],
            "a payload of 2^63 announced" => [Announced(1L << 63)],
            "a payload of 1 GiB announced after open" => [open, Announced(1L << 30)],
            "a flood of pings" => [Pings(RawSocket.Ping)],
            "a flood of pings after open" => [open, Pings(RawSocket.Ping)],
            "a flood of pongs within a message" => [RawSocket.Frame(RawSocket.Text, text, last: false), Pings(RawSocket.Pong)],
            "too many fragments" => Fragments(60, "x"u8),
            "too many empty fragments" => Fragments(60, []),
            "a binary frame" => [RawSocket.Frame(RawSocket.Binary, text)],
            "text that is no JSON" => [RawSocket.Frame(RawSocket.Text, text)],
            "an empty message" => [RawSocket.Frame(RawSocket.Text, [])],
            "a binary frame after open" => [open, RawSocket.Frame(RawSocket.Binary, text)],
            "text that is no JSON after open" => [open, RawSocket.Frame(RawSocket.Text, text)],
            "a submission before open" => [RawSocket.Frame(RawSocket.Text, "{\"type\":\"submit\",\"channel\":\"news\",\"data\":1}"u8)],
            "a second open" => [open, open],
            "a poll on a socket" => [open, RawSocket.Frame(RawSocket.Text, "{\"type\":\"poll\"}"u8)],
            "an unknown token" => [RawSocket.Frame(RawSocket.Text, "{\"type\":\"open\",\"token\":\"nobody\"}"u8)],
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static byte[] Announced(long length)
    {
        var frame = new byte[14];
        (frame[0], frame[1]) = (0x81, 0xFF);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), length);
        return frame;
    }

    private static byte[] Pings(int kind) => [.. Enumerable.Repeat(RawSocket.Frame(kind, "beat"u8), 150).SelectMany(frame => frame)];

    private static byte[] CloseOf(ushort code)
    {
        var payload = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        return payload;
    }

    private static byte[] Filled(int length) => Enumerable.Repeat((byte)'x', length).ToArray();

    private static IEnumerable<byte[]> Fragments(int count, ReadOnlySpan<byte> each)
    {
        var first = RawSocket.Frame(RawSocket.Text, each, last: false);
        var next = RawSocket.Frame(RawSocket.Continuation, each, last: false);
        return [first, .. Enumerable.Repeat(next, count - 1)];
    }
}
