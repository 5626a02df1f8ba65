using System.Buffers.Binary;

namespace Bridge.Fuzz.Sites;

/// <summary>WebSocket frames (RFC 6455 section 5.2). A client's are masked with zeros here, so that mutations reach what is inside.</summary>
internal static class Frame
{
    /// <summary>A client's frame.</summary>
    public static byte[] Write(byte opcode, ReadOnlySpan<byte> payload, bool final = true)
    {
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)(0x80 | payload.Length)],
            <= ushort.MaxValue => [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [0xFF, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [(byte)(opcode | (final ? 0x80 : 0)), .. length, 0, 0, 0, 0, .. payload];
    }

    /// <summary>Takes the first of a server's frames.</summary>
    public static ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> sent, out int opcode)
    {
        OracleException.Unless(sent.Length >= 2 && (sent[0] & 0xF0) == 0x80 && (sent[1] & 0x80) == 0, "A frame of the server's begins with no frame's head.");
        opcode = sent[0] & 0xF;
        var (head, length) = (sent[1] & 0x7F) switch
        {
            126 => (4, BinaryPrimitives.ReadUInt16BigEndian(sent[2..])),
            127 => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(sent[2..])),
            var small => (2, small),
        };
        OracleException.Unless(sent.Length >= head + length, "A frame of the server's is cut short.");
        var payload = sent.Slice(head, length);
        sent = sent[(head + length)..];
        return payload;
    }
}
