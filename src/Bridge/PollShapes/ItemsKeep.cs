namespace Bridge.PollShapes;

/// <summary>Which items are kept when there are more than the limit.</summary>
public enum ItemsKeep : byte
{
    /// <summary>The oldest; the next answer goes on.</summary>
    First,

    /// <summary>The newest; the others are lost.</summary>
    Last,
}
