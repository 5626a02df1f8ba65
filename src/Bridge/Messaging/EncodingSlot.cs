namespace Bridge.Messaging;

/// <summary>A dialect's place for its wire form in each message. Reserved once per dialect.</summary>
public readonly struct EncodingSlot
{
    /// <summary>How many dialects may keep wire forms.</summary>
    public const int Max = 3;

    private EncodingSlot(int index) => Index = index;

    /// <summary>Which place.</summary>
    public int Index { get; }

    /// <summary>The native dialect's place.</summary>
    public static readonly EncodingSlot Native = new(0);

    /// <summary>The plain dialect's place.</summary>
    public static readonly EncodingSlot Plain = new(1);

    /// <summary>A further dialect's place.</summary>
    public static readonly EncodingSlot Other = new(2);
}
