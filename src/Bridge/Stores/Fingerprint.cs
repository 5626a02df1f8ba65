using System.Buffers.Binary;
using System.Security.Cryptography;
using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>What tells one payload from another under the same dedupe key: 120 bits of the SHA-256 of its bytes, and its kind.</summary>
internal static class Fingerprint
{
    /// <summary>The fingerprints of the entries that have a key, in the entries' places; empty when none has.</summary>
    public static UInt128[] Of(ReadOnlySpan<Entry> entries)
    {
        UInt128[] prints = [];
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].DedupeKey is not null)
            {
                prints = prints.Length == 0 ? new UInt128[entries.Length] : prints;
                prints[i] = Of(entries[i].Payload);
            }
        }

        return prints;
    }

    private static UInt128 Of(Payload payload)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload.Bytes.Span, digest);
        digest[0] = (byte)payload.Kind;
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
