namespace Bridge.PollShapes;

/// <summary>What a part of a cursor is.</summary>
public enum CursorType : byte
{
    /// <summary>Text that only the backend understands.</summary>
    Opaque,

    /// <summary>A whole number.</summary>
    Int,

    /// <summary>A time since 1970, as a whole number. Several items may share one.</summary>
    Time,

    /// <summary>The address of the next request.</summary>
    Url,
}
