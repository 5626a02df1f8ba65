namespace Bridge.PollShapes;

/// <summary>Where an answer has the next cursor.</summary>
public enum CursorSource : byte
{
    /// <summary>At a path of the body.</summary>
    Body,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>At a path of the newest item.</summary>
    Item,

    /// <summary>It stays what was asked with.</summary>
    Request,

    /// <summary>Nowhere.</summary>
    None,
}
