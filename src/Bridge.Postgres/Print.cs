using System.Buffers.Binary;

namespace Bridge.Postgres;

/// <summary>Fingerprints as <c>uuid</c>: 16 bytes, without a header.</summary>
internal static class Print
{
    public static UInt128 Of(Guid column)
    {
        Span<byte> bytes = stackalloc byte[16];
        column.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Guid Column(UInt128 print)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, print);
        return new Guid(bytes);
    }
}
