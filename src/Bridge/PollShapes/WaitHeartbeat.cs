namespace Bridge.PollShapes;

/// <summary>What a waiting client sees meanwhile.</summary>
public enum WaitHeartbeat : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Newlines, before the JSON text.</summary>
    Newline,
}
