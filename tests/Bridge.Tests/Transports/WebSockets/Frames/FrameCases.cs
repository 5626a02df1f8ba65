using System.Text;

namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>The cases, by the categories that WebSocket test suites have grown: framing, pings, reserved bits, opcodes, fragments, UTF-8, closing, limits, the rest.</summary>
public static class FrameCases
{
    private static readonly int[] ProtocolError = [1002];

    public static IReadOnlyList<FrameCase> All { get; } =
        [.. Framing(), .. Pings(), .. ReservedBits(), .. Opcodes(), .. Fragments(), .. Utf8Cases.All(), .. CloseCases.All(), .. Limits(), .. Rest()];

    private static IEnumerable<FrameCase> Framing()
    {
        foreach (var size in (int[])[0, 1, 2, 125, 126, 127, 128, 65_535, 65_536, 65_537])
        {
            yield return FrameCase.Echo($"1 text of {size}", Filled(Frame.Text, size));
            yield return FrameCase.Echo($"1 binary of {size}", Filled(Frame.Binary, size));
        }

        foreach (var piece in (int[])[1, 2, 3, 7, 127, 997])
        {
            yield return FrameCase.Echo($"1 text of 1000 in writes of {piece}", Filled(Frame.Text, 1_000), piece);
            yield return FrameCase.Echo($"1 binary of 1000 in writes of {piece}", Filled(Frame.Binary, 1_000), piece);
        }

        yield return new FrameCase("1 ten messages at once", Ten(), Ten());
    }

    private static IEnumerable<FrameCase> Pings()
    {
        foreach (var size in (int[])[0, 1, 4, 124, 125])
        {
            yield return new FrameCase($"2 ping of {size}", [Filled(Frame.Ping, size)], [Filled(Frame.Pong, size)]);
            yield return new FrameCase($"2 unasked pong of {size}", [Filled(Frame.Pong, size), Frame.OfText("x")], [Frame.OfText("x")]);
        }

        yield return new FrameCase("2 ping of bytes", [new(Frame.Ping, [0, 255, 254, 128])], [new(Frame.Pong, [0, 255, 254, 128])]);
        yield return new FrameCase("2 ten pings at once", [.. Ten(Frame.Ping)], [.. Ten(Frame.Pong)]);
        yield return new FrameCase("2 ping byte by byte", [Filled(Frame.Ping, 125)], [Filled(Frame.Pong, 125)]) { Piece = 1 };
        yield return FrameCase.Refused("2 ping of 126", ProtocolError, Filled(Frame.Ping, 126));
        yield return FrameCase.Refused("2 pong of 126", ProtocolError, Filled(Frame.Pong, 126));
        yield return FrameCase.Refused("2 ping in fragments", ProtocolError, Filled(Frame.Ping, 4) with { Fin = false });
    }

    private static IEnumerable<FrameCase> ReservedBits() =>
        from bits in Enumerable.Range(1, 7)
        from opcode in (int[])[Frame.Text, Frame.Binary, Frame.Ping, Frame.Pong, Frame.Close]
        select FrameCase.Refused($"3 reserved bits {bits}, opcode {opcode}", ProtocolError, (opcode == Frame.Close ? Frame.OfClose(1000) : Filled(opcode, 5)) with { Reserved = bits });

    private static IEnumerable<FrameCase> Opcodes()
    {
        foreach (var opcode in (int[])[3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
        {
            yield return FrameCase.Refused($"4 opcode {opcode}, empty", ProtocolError, new Frame(opcode, []));
            yield return FrameCase.Refused($"4 opcode {opcode}, with payload", ProtocolError, Filled(opcode, 9));
            yield return new FrameCase($"4 opcode {opcode} behind a message", [Frame.OfText("first"), Filled(opcode, 9)], [Frame.OfText("first")], 1002);
        }
    }

    private static IEnumerable<FrameCase> Fragments()
    {
        foreach (var opcode in (int[])[Frame.Text, Frame.Binary])
        {
            yield return FrameCase.Fragmented($"5 opcode {opcode} in two", opcode, "one"u8.ToArray(), "two"u8.ToArray());
            yield return FrameCase.Fragmented($"5 opcode {opcode} in three, the middle empty", opcode, "one"u8.ToArray(), [], "two"u8.ToArray());
            yield return FrameCase.Fragmented($"5 opcode {opcode} in three, all empty", opcode, [], [], []);
            yield return FrameCase.Fragmented($"5 opcode {opcode} in fifty", opcode, [.. Enumerable.Range(0, 50).Select(at => Encoding.ASCII.GetBytes($"{at},"))]);
            var two = FrameCase.Fragments(opcode, "one"u8.ToArray(), "two"u8.ToArray());
            yield return new FrameCase($"5 opcode {opcode}, a ping between", [two[0], Filled(Frame.Ping, 3), two[1]], [Filled(Frame.Pong, 3), new(opcode, "onetwo"u8.ToArray())]);
            yield return new FrameCase($"5 opcode {opcode}, a pong between", [two[0], Filled(Frame.Pong, 3), two[1]], [new(opcode, "onetwo"u8.ToArray())]);
            yield return new FrameCase($"5 opcode {opcode}, a close between", [two[0], Frame.OfClose(1000)], [], 1000);
            yield return FrameCase.Refused($"5 opcode {opcode} within fragments of text", ProtocolError, FrameCase.Fragments(Frame.Text, "a"u8.ToArray(), "b"u8.ToArray())[0], Filled(opcode, 3));
            yield return FrameCase.Refused($"5 opcode {opcode} within fragments of bytes", ProtocolError, FrameCase.Fragments(Frame.Binary, "a"u8.ToArray(), "b"u8.ToArray())[0], Filled(opcode, 3));
        }

        yield return FrameCase.Refused("5 nothing to continue, last", ProtocolError, Filled(Frame.Continuation, 3));
        yield return FrameCase.Refused("5 nothing to continue, not last", ProtocolError, Filled(Frame.Continuation, 3) with { Fin = false });
        yield return new FrameCase("5 nothing to continue behind a message", [Frame.OfText("whole"), Filled(Frame.Continuation, 3)], [Frame.OfText("whole")], 1002);
        yield return FrameCase.Refused("5 close in fragments", ProtocolError, Frame.OfClose(1000) with { Fin = false });
    }

    private static IEnumerable<FrameCase> Limits()
    {
        foreach (var kib in (int[])[64, 256, 1_024, 4_096])
        {
            yield return FrameCase.Echo($"9 text of {kib} KiB", Filled(Frame.Text, kib << 10));
            yield return FrameCase.Echo($"9 binary of {kib} KiB", Filled(Frame.Binary, kib << 10));
        }

        foreach (var part in (int[])[64, 256, 1_024, 4_096, 65_536])
        {
            yield return FrameCase.Fragmented($"9 256 KiB in fragments of {part}", Frame.Binary, [.. Filled(Frame.Binary, 256 << 10).Payload.Chunk(part)]);
        }

        yield return FrameCase.Refused("9 a length with its highest bit set", ProtocolError, new Frame(Frame.Text, []) { Announced = 1UL << 63 });
    }

    private static IEnumerable<FrameCase> Rest()
    {
        foreach (var opcode in (int[])[Frame.Text, Frame.Binary, Frame.Ping, Frame.Pong])
        {
            yield return FrameCase.Refused($"10 opcode {opcode} without mask", ProtocolError, Filled(opcode, 5) with { Masked = false });
            yield return FrameCase.Refused($"10 opcode {opcode} without mask, empty, and one behind it", ProtocolError, new Frame(opcode, []) { Masked = false }, Frame.OfText("behind"));
        }

        yield return FrameCase.Refused("10 close without mask, and a frame behind it", ProtocolError, Frame.OfClose(1000) with { Masked = false }, Frame.OfText("behind"));
    }

    private static Frame Filled(int opcode, int size) => new(opcode, [.. Enumerable.Range(0, size).Select(at => (byte)('a' + (at % 26)))]);

    private static Frame[] Ten(int opcode = Frame.Text) => [.. Enumerable.Range(0, 10).Select(at => new Frame(opcode, Encoding.ASCII.GetBytes($"message {at}")))];
}
