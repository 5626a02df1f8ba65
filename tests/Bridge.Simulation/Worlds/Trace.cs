using System.Runtime.CompilerServices;
using Bridge.Simulation.Checking;

namespace Bridge.Simulation.Worlds;

/// <summary>What happened, as a running hash, and as text when somebody wants to read it.</summary>
internal sealed class Trace(Timeline time, bool readable)
{
    private const ulong Prime = 0x100000001B3;

    private readonly List<string> _lines = [];
    private ulong _hash = 0xCBF29CE484222325;

    /// <summary>Whether somebody wants to read it.</summary>
    public bool IsReadable => readable;

    /// <summary>The same for the same seed, on every machine.</summary>
    public ulong Hash => _hash;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Something happened.</summary>
    public void Note(string what, long one = 0, long two = 0, string? detail = null)
    {
        Mix((ulong)time.Now);
        foreach (var sign in what)
        {
            Mix(sign);
        }

        Mix((ulong)one);
        Mix((ulong)two);
        if (readable)
        {
            _lines.Add($"{time.Now / 10_000.0,10:F3} {what} {one} {two} {detail}");
        }
    }

    /// <summary>Something happened, and there is more to say to a reader.</summary>
    public void Note(string what, long one, long two, [InterpolatedStringHandlerArgument("")] ref Told detail) => Note(what, one, two, readable ? detail.ToString() : null);

    /// <summary>Something for the reader alone.</summary>
    public void Remark(string text)
    {
        if (readable)
        {
            _lines.Add($"{time.Now / 10_000.0,10:F3} # {text}");
        }
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * Prime;
}
