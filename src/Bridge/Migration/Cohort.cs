using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Migration;

/// <summary>Decides who belongs to a percentage: the same id always falls on the same side, on any node, in any process, and whoever is in stays in when the percentage rises.</summary>
internal static class Cohort
{
    /// <summary>The cookie with a client's id, where a shape names no other.</summary>
    public const string Cookie = "bridge-cohort";

    /// <summary>Whether a client is in.</summary>
    /// <param name="rule">Whose lists count first.</param>
    /// <param name="percent">How many are in, 0 to 100.</param>
    /// <param name="id">The client's id; null: it has none, and is in only with everybody.</param>
    public static bool IsIn(StageRule rule, double percent, string? id) =>
        id is not null && rule.Deny.Contains(id) ? false
        : id is not null && rule.Allow.Contains(id) ? true
        : percent >= 100 || (percent > 0 && id is not null && Share(id) < percent);

    /// <summary>Where an id falls, from 0 to below 100: evenly, for ids of whatever kind.</summary>
    public static double Share(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (100.0 / (1UL << 53)); // 53 bits: what a double holds, and never 100
    }
}
