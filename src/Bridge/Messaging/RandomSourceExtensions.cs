namespace Bridge.Messaging;

/// <summary>What is made of randomness.</summary>
public static class RandomSourceExtensions
{
    /// <summary>So many random bytes as base64url text.</summary>
    public static string NextText(this IRandomSource random, int bytes)
    {
        Span<byte> buffer = stackalloc byte[bytes];
        random.Fill(buffer);
        return System.Buffers.Text.Base64Url.EncodeToString(buffer);
    }

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public static double NextDouble(this IRandomSource random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>64 random bits.</summary>
    public static ulong NextUInt64(this IRandomSource random)
    {
        Span<byte> buffer = stackalloc byte[8];
        random.Fill(buffer);
        return BitConverter.ToUInt64(buffer);
    }
}
