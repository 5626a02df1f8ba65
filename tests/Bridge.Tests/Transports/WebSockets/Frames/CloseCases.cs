using System.Text;

namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>The closing handshake (RFC 6455 sections 5.5.1 and 7.4).</summary>
public static class CloseCases
{
    public static IEnumerable<FrameCase> All()
    {
        foreach (var code in (int[])[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
        {
            yield return new FrameCase($"7 close {code}", [Frame.OfClose(code)], [], code, 1000);
        }

        foreach (var code in (int[])[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
        {
            yield return new FrameCase($"7 close {code}, which nobody may send", [Frame.OfClose(code)], [], 1002);
        }

        yield return new FrameCase("7 close of one byte", [new Frame(Frame.Close, [3])], [], 1002);
        yield return new FrameCase("7 close with a reason", [Frame.OfClose(1000, "done"u8.ToArray())], [], 1000);
        yield return new FrameCase("7 close with the longest reason", [Frame.OfClose(1000, Encoding.ASCII.GetBytes(new string('x', 123)))], [], 1000);
        yield return new FrameCase("7 close with a reason too long", [Frame.OfClose(1000, Encoding.ASCII.GetBytes(new string('x', 124)))], [], 1002);
        yield return new FrameCase("7 close with a reason that is not UTF-8", [Frame.OfClose(1000, 0xce, 0xba, 0xed, 0xa0, 0x80)], [], 1007, 1002);
        yield return new FrameCase("7 close twice", [Frame.OfClose(1000), Frame.OfClose(1000)], [], 1000);
        yield return new FrameCase("7 text behind a close", [Frame.OfClose(1000), Frame.OfText("late")], [], 1000);
        yield return new FrameCase("7 ping behind a close", [Frame.OfClose(1000), new Frame(Frame.Ping, [])], [], 1000);
        yield return new FrameCase("7 text before a close", [Frame.OfText("first"), Frame.OfClose(1000)], [Frame.OfText("first")], 1000);
    }
}
