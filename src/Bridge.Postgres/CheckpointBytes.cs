using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Checkpoints and dedupe keys as columns.</summary>
internal static class CheckpointBytes
{
    public static byte[]? Of(Checkpoint? checkpoint) => checkpoint is null ? null : Encoding.UTF8.GetBytes(checkpoint.Text);

    public static Checkpoint? Read(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : new Checkpoint(Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(at)));

    /// <summary>What an index holds in the place of a text of any length: 128 bits of its SHA-256.</summary>
    public static Guid Mark(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
        return new Guid(digest[..16]);
    }

    public static Guid? Mark(Checkpoint? checkpoint) => checkpoint is null ? null : Mark(checkpoint.Text);
}
