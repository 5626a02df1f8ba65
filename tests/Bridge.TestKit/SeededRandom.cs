using System.Buffers.Binary;
using Bridge.Messaging;

namespace Bridge.TestKit;

/// <summary>The same numbers for the same seed, on every machine. Safe from any thread; repeatable from one.</summary>
public sealed class SeededRandom(ulong seed) : IRandomSource
{
    private ulong _state = seed;

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        Span<byte> number = stackalloc byte[8];
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, Next());
            var part = Math.Min(8, destination.Length);
            number[..part].CopyTo(destination);
            destination = destination[part..];
        }
    }

    /// <summary>A number from 0 to below the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>True once in so many times, on average.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => this.NextDouble() < probability;

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    // SplitMix64: every seed is a good one, also 0, 1, 2.
    private ulong Next()
    {
        var mixed = Interlocked.Add(ref _state, 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
