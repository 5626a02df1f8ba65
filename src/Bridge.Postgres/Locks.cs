using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Postgres;

/// <summary>The advisory locks of a store: numbers that all its nodes derive from the schema's name.</summary>
internal static class Locks
{
    /// <summary>Held while the tables are made.</summary>
    public static long Migration(string schema) => Of(schema, "migration");

    /// <summary>Held by appends when the store is nearly full: then they go one after the other, so that each sees what the others took.</summary>
    public static long Room(string schema) => Of(schema, "room");

    /// <summary>Held by whoever deletes rows before tails.</summary>
    public static long Sweeping(string schema) => Of(schema, "sweeping");

    /// <summary>Held by the node that moves the outbox, as long as its connection lives.</summary>
    public static long Outbox(string schema) => Of(schema, "outbox");

    private static long Of(string schema, string what) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"bridge/{schema}/{what}")));
}
