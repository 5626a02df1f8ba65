using System.Buffers.Binary;

namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>One frame of RFC 6455 section 5.2, right or wrong as the test wants it.</summary>
public sealed record Frame(int Opcode, byte[] Payload)
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    public bool Fin { get; init; } = true;

    /// <summary>The three reserved bits, as a number from 0 to 7.</summary>
    public int Reserved { get; init; }

    public bool Masked { get; init; } = true;

    /// <summary>The length that the header announces, when it is not the payload's.</summary>
    public ulong? Announced { get; init; }

    public static Frame OfText(string text) => new(Text, System.Text.Encoding.UTF8.GetBytes(text));

    public static Frame OfClose(int code, params byte[] reason) => new(Close, [(byte)(code >> 8), (byte)code, .. reason]);

    /// <summary>The bytes on the wire.</summary>
    public byte[] ToBytes()
    {
        var length = Announced ?? (ulong)Payload.Length;
        var bytes = new List<byte> { (byte)((Fin ? 0x80 : 0) | (Reserved << 4) | Opcode) };
        var maskBit = Masked ? 0x80 : 0;
        switch (length)
        {
            case < 126:
                bytes.Add((byte)(maskBit | (int)length));
                break;
            case <= ushort.MaxValue:
                bytes.AddRange([(byte)(maskBit | 126), (byte)(length >> 8), (byte)length]);
                break;
            default:
                bytes.Add((byte)(maskBit | 127));
                var eight = new byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(eight, length);
                bytes.AddRange(eight);
                break;
        }

        if (!Masked)
        {
            return [.. bytes, .. Payload];
        }

        return [.. bytes, .. Mask, .. Payload.Select((one, at) => (byte)(one ^ Mask[at % 4]))];
    }
}
