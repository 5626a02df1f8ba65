namespace Bridge.PollShapes;

/// <summary>What the items of an endpoint are worth.</summary>
public enum ShapeKind : byte
{
    /// <summary>Every item counts.</summary>
    Events,

    /// <summary>Only the latest counts; bursts may coalesce.</summary>
    State,

    /// <summary>Something changed: fetch it.</summary>
    Signal,
}
