using System.Globalization;

namespace Bridge.Messaging;

/// <summary>Where a message stands in its channel: the store's epoch and an offset, one indivisible value, written <c>k3f9x2ab-124</c>.</summary>
/// <remarks>Offsets start at 1 and grow by one; offset 0 stands before the first message. Only offsets of equal epochs may be compared.</remarks>
/// <param name="Epoch">The life of the store that gave the position.</param>
/// <param name="Offset">0 to 2^53−1, so that JavaScript reads it exactly.</param>
public readonly record struct Position(Epoch Epoch, long Offset)
{
    /// <summary>The greatest offset: 2^53−1.</summary>
    public const long MaxOffset = (1L << 53) - 1;

    /// <summary>The most characters a position has.</summary>
    public const int MaxTextLength = Epoch.TextLength + 1 + 16;

    /// <summary>The position so many messages further on.</summary>
    public Position Plus(long messages) => this with { Offset = Offset + messages };

    /// <summary>Whether this position is behind the other one, in the same epoch.</summary>
    public bool IsBefore(Position other) => Epoch == other.Epoch && Offset < other.Offset;

    /// <summary>Writes the text; returns how many characters it has.</summary>
    public int Format(Span<char> destination)
    {
        Epoch.Format(destination);
        destination[Epoch.TextLength] = '-';
        Offset.TryFormat(destination[(Epoch.TextLength + 1)..], out var digits, default, CultureInfo.InvariantCulture);
        return Epoch.TextLength + 1 + digits;
    }

    /// <summary>Reads a position; false when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Position position)
    {
        position = default;
        if (text.Length < Epoch.TextLength + 2 || text[Epoch.TextLength] != '-' || !Epoch.TryParse(text[..Epoch.TextLength], out var epoch))
        {
            return false;
        }

        var digits = text[(Epoch.TextLength + 1)..]; // checked one by one: .NET's number reader lets U+0000 follow
        if (digits.Length > 16 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) || offset > MaxOffset)
        {
            return false;
        }

        position = new Position(epoch, offset);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return new string(text[..Format(text)]);
    }
}
