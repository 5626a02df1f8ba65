namespace Bridge.Upstream;

/// <summary>What a poll of a backend is doing.</summary>
public enum UpstreamPhase : byte
{
    /// <summary>It finds out where to begin.</summary>
    Starting,

    /// <summary>It has asked and waits for the answer.</summary>
    Polling,

    /// <summary>It waits before it asks again.</summary>
    Pausing,

    /// <summary>The last request failed; it asks again after a pause.</summary>
    Failing,

    /// <summary>Too many failed in a row. It goes on trying; old clients are passed through.</summary>
    Down,

    /// <summary>It has ended for good: a rule of the shape said so, or the backend refused the credentials.</summary>
    Stopped,
}
