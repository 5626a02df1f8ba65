using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S18 to S26: a frame that may not be costs its sender his socket, with a code that he receives, and nothing else: not his session, and nobody else anything.</summary>
public sealed class FrameAttackTests
{
    public static TheoryData<string, int> Frames() => new()
    {
        { "a reserved bit", 1002 },
        { "opcode 3", 1002 },
        { "a fragmented ping", 1002 },
        { "a lone continuation", 1002 },
        { "no mask", 1002 },
        { "close 1005", 1002 },
        { "bad UTF-8", 1007 },
        { "2^63 announced", 1002 },
        { "2^62 announced", 1009 },
        { "1 GiB announced", 1009 },
        { "a megabyte", 1009 },
        { "a megabyte in fragments", 1009 },
        { "5 000 fragments", 1008 },
        { "5 000 empty fragments", 1008 },
        { "2 000 pings", 1008 },
        { "2 000 pongs", 1008 },
        { "binary", 1003 },
        { "no JSON", 4400 },
        { "deep JSON", 4400 },
        { "an unknown envelope", 4400 },
        { "a second open", 4400 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task It_costs_its_sender_his_socket_and_nothing_else(string what, int code)
    {
        await using var attacked = await AttackedHost.StartAsync();
        await using var socket = await RawSocket.OpenAsync(attacked.Host, "/bridge/ws", "X-User: bob");
        await socket.SendAsync("""{"type":"open","subscribe":[{"channel":"news"}]}""");
        var opened = (await socket.NextAsync()).Text;

        var sending = SendAsync(socket, Bytes(what));
        var (closed, reason) = await socket.NextCloseAsync();
        await sending;

        Assert.Equal(code, closed);
        attacked.Told(reason);
        var bob = attacked.As("bob");
        bob.Token = System.Text.Json.Nodes.JsonNode.Parse(opened) is System.Text.Json.Nodes.JsonArray all ? all[0]!.Text("token") : System.Text.Json.Nodes.JsonNode.Parse(opened)!.Text("token");
        Assert.Equal("opened", (await bob.PollAsync("""{"type":"open"}""")).Types()); // his session is where it was
        await attacked.ExpectUnharmedAsync();
    }

    private static async Task SendAsync(RawSocket socket, byte[] bytes)
    {
        try
        {
            await socket.Connection.SendAsync(bytes);
        }
        catch (IOException)
        {
            // Closed at the first of them.
        }
    }

    private static byte[] Bytes(string what) => what switch
    {
        "a reserved bit" => RawSocket.Frame(0x20 | RawSocket.Text, "x"u8),
        "opcode 3" => RawSocket.Frame(3, "x"u8),
        "a fragmented ping" => RawSocket.Frame(RawSocket.Ping, "x"u8, last: false),
        "a lone continuation" => RawSocket.Frame(RawSocket.Continuation, "x"u8),
        "no mask" => [0x81, 4, .. "text"u8],
        "close 1005" => RawSocket.Frame(RawSocket.Close, [0x03, 0xED]),
        "bad UTF-8" => RawSocket.Frame(RawSocket.Text, [0xF4, 0x90, 0x80, 0x80]),
        "2^63 announced" => [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "2^62 announced" => [0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "1 GiB announced" => [0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0],
        "a megabyte" => RawSocket.Frame(RawSocket.Text, new byte[1 << 20]),
        "a megabyte in fragments" => Fragments(1_000, new string('x', 1 << 10)),
        "5 000 fragments" => Fragments(5_000, "x"),
        "5 000 empty fragments" => Fragments(5_000, ""),
        "2 000 pings" => Many(RawSocket.Frame(RawSocket.Ping, "x"u8), 2_000),
        "2 000 pongs" => Many(RawSocket.Frame(RawSocket.Pong, "x"u8), 2_000),
        "binary" => RawSocket.Frame(RawSocket.Binary, """{"type":"ping"}"""u8),
        "no JSON" => RawSocket.Frame(RawSocket.Text, "no JSON"u8),
        "deep JSON" => RawSocket.Frame(RawSocket.Text, Encoding.ASCII.GetBytes($$"""{"type":"submit","channel":"news","data":{{new string('[', 10_000)}}""")),
        "an unknown envelope" => RawSocket.Frame(RawSocket.Text, """{"type":"__proto__"}"""u8),
        "a second open" => RawSocket.Frame(RawSocket.Text, """{"type":"open"}"""u8),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static byte[] Fragments(int count, string each)
    {
        var piece = Encoding.ASCII.GetBytes(each);
        return [.. RawSocket.Frame(RawSocket.Text, piece, last: false), .. Many(RawSocket.Frame(RawSocket.Continuation, piece, last: false), count - 1)];
    }

    private static byte[] Many(byte[] frame, int count) => [.. Enumerable.Repeat(frame, count).SelectMany(one => one)];
}
