using Bridge.TestKit;
using Bridge.TestKit.Hosting;
using Bridge.Transports.WebSockets;

namespace Bridge.Tests.Transports.WebSockets;

public sealed class FrameScannerTests
{
    [Theory]
    [MemberData(nameof(SeedsOf))]
    public void Counts_frames_however_the_bytes_are_cut(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var bytes = new List<byte>();
        var (controls, largest) = (0, 0);
        for (var frame = 0; frame < 200; frame++)
        {
            var isControl = random.Below(3) == 0;
            var length = isControl ? random.Below(126) : random.Below(4) switch { 0 => 0, 1 => random.Below(126), 2 => random.Below(5_000), _ => random.Below(70_000) };
            controls += isControl ? 1 : 0;
            largest = isControl ? largest : Math.Max(largest, length);
            var payload = Enumerable.Repeat((byte)0x89, length).ToArray(); // looks like a ping
            bytes.AddRange(RawSocket.Frame(isControl ? RawSocket.Ping + random.Below(2) : random.Below(3), payload, random.Below(2) == 0));
        }

        var scanner = default(FrameScanner);
        for (var rest = bytes.ToArray().AsSpan(); !rest.IsEmpty;)
        {
            var cut = Math.Min(rest.Length, random.Below(2) == 0 ? 1 + random.Below(4) : 1 + random.Below(3_000));
            scanner.Scan(rest[..cut]);
            rest = rest[cut..];
        }

        Assert.Equal((controls, (ulong)largest), (scanner.Controls, scanner.Largest));
    }

    public static TheoryData<int> SeedsOf() => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void An_unmasked_frame_has_a_shorter_header()
    {
        var scanner = default(FrameScanner);

        scanner.Scan([0x81, 3, 1, 2, 3, 0x89, 0, 0x8A, 1, 9, 0x89, 0]);

        Assert.Equal(3, scanner.Controls);
        Assert.Equal(3u, scanner.Largest);
    }
}
