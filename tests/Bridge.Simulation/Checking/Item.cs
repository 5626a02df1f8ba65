using System.Globalization;
using System.Text;

namespace Bridge.Simulation.Checking;

/// <summary>What every payload carries: a number that is used once in a world, so that a message can be told from every other.</summary>
internal static class Item
{
    private static readonly byte[] Lead = "{\"p\":"u8.ToArray();

    /// <summary>A payload with the number, and some weight.</summary>
    public static byte[] Write(long number, int weight) =>
        Encoding.ASCII.GetBytes(weight == 0 ? string.Create(CultureInfo.InvariantCulture, $"{{\"p\":{number}}}") : string.Create(CultureInfo.InvariantCulture, $"{{\"p\":{number},\"x\":\"{new string('x', weight)}\"}}"));

    /// <summary>The number, or −1.</summary>
    public static long Read(ReadOnlySpan<byte> payload) =>
        payload.StartsWith(Lead) && System.Buffers.Text.Utf8Parser.TryParse(payload[Lead.Length..], out long number, out _) ? number : -1;
}
