namespace Bridge.PollShapes;

/// <summary>How a length of time is written.</summary>
public enum ShapeUnit : byte
{
    /// <summary>A number of seconds.</summary>
    Seconds,

    /// <summary>A number of milliseconds.</summary>
    Milliseconds,

    /// <summary>A number with its unit, as <c>30s</c> or <c>500ms</c>.</summary>
    Duration,
}
