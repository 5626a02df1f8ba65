namespace Bridge.PollShapes;

/// <summary>Which of several concurrent polls of one session a backend serves.</summary>
public enum SessionSingle : byte
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The newest; the others are ended.</summary>
    Last,

    /// <summary>The first; the others are refused.</summary>
    First,
}
