namespace Bridge.PollShapes;

/// <summary>What a poll does beside reading.</summary>
public enum ShapeEffect : byte
{
    /// <summary>It marks the user as online.</summary>
    Presence,

    /// <summary>It marks messages as read.</summary>
    ReadMarker,

    /// <summary>It takes items away, so that nobody else gets them.</summary>
    Consume,
}
