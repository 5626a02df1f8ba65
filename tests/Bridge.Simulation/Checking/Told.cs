using System.Runtime.CompilerServices;

namespace Bridge.Simulation.Checking;

/// <summary>A text that is only made when somebody reads it: a world asks a thousand times whether all is well.</summary>
[InterpolatedStringHandler]
internal ref struct Told
{
    private DefaultInterpolatedStringHandler _text;

    public Told(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public Told(int literalLength, int formattedCount, Worlds.Trace trace, out bool isWanted)
        : this(literalLength, formattedCount, !trace.IsReadable, out isWanted)
    {
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    public override readonly string ToString() => _text.ToString();
}
