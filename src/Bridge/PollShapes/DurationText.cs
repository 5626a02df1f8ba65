using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Lengths of time as texts.</summary>
internal static class DurationText
{
    private static readonly (string Unit, decimal Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a number with its unit.</summary>
    public static bool TryRead(string text, out TimeSpan value)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                return TryReadNumber(text.AsSpan(0, text.Length - unit.Length), milliseconds, out value);
            }
        }

        value = default;
        return false;
    }

    /// <summary>Reads what was written in the unit.</summary>
    public static bool TryRead(string text, ShapeUnit unit, out TimeSpan value) =>
        unit == ShapeUnit.Duration ? TryRead(text, out value) : TryReadNumber(text, unit, out value);

    /// <summary>Reads a bare number of seconds or milliseconds.</summary>
    public static bool TryReadNumber(string text, ShapeUnit unit, out TimeSpan value) =>
        TryReadNumber(text.AsSpan(), unit == ShapeUnit.Milliseconds ? 1 : 1_000, out value);

    /// <summary>Writes it with the largest unit in which it is a whole number.</summary>
    public static string Write(TimeSpan value)
    {
        var milliseconds = (decimal)value.Ticks / TimeSpan.TicksPerMillisecond;
        var (unit, factor) = milliseconds == 0 ? ("s", 1) : Units.Last(unit => milliseconds % unit.Milliseconds == 0 || unit.Milliseconds == 1);
        return string.Create(CultureInfo.InvariantCulture, $"{decimal.Truncate(milliseconds / factor):0}{unit}");
    }

    /// <summary>Writes it in the unit, cut to a whole number.</summary>
    public static string Write(TimeSpan value, ShapeUnit unit) => unit switch
    {
        ShapeUnit.Seconds => ((long)value.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        ShapeUnit.Milliseconds => ((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        _ => Write(value),
    };

    private static bool TryReadNumber(ReadOnlySpan<char> text, decimal milliseconds, out TimeSpan value)
    {
        var fits = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000_000;
        value = fits ? TimeSpan.FromTicks((long)(number * milliseconds * TimeSpan.TicksPerMillisecond)) : default;
        return fits;
    }
}
