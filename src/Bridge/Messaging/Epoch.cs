namespace Bridge.Messaging;

/// <summary>One life of a store: 40 random bits, written as 8 characters. Positions of different epochs can't be compared.</summary>
public readonly record struct Epoch
{
    /// <summary>How many characters an epoch has.</summary>
    public const int TextLength = 8;

    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789"; // 32 signs; no l, o, 0, 1: an operator may have to read one aloud
    private const ulong Mask = (1UL << 40) - 1;

    private readonly ulong _bits;

    /// <summary>Takes the lowest 40 bits.</summary>
    public Epoch(ulong bits) => _bits = bits & Mask;

    /// <summary>Writes the 8 characters.</summary>
    public void Format(Span<char> destination)
    {
        for (var i = 0; i < TextLength; i++)
        {
            destination[i] = Alphabet[(int)(_bits >> (35 - (5 * i))) & 31];
        }
    }

    /// <summary>Reads 8 characters; false when they are no epoch.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Epoch epoch)
    {
        epoch = default;
        if (text.Length != TextLength)
        {
            return false;
        }

        ulong bits = 0;
        foreach (var sign in text)
        {
            var value = Alphabet.IndexOf(sign);
            if (value < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
        }

        epoch = new Epoch(bits);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(TextLength, this, static (span, epoch) => epoch.Format(span));
}
