namespace Bridge.PollShapes;

/// <summary>What an answer means that was cut by the bridge's own deadline.</summary>
public enum WaitCut : byte
{
    /// <summary>The backend failed.</summary>
    Error,

    /// <summary>Nothing was new.</summary>
    Empty,
}
