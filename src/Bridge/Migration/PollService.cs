namespace Bridge.Migration;

/// <summary>How a poll was served.</summary>
public enum PollService
{
    /// <summary>By the backend.</summary>
    Passed,

    /// <summary>By the bridge, in the backend's words.</summary>
    Answered,

    /// <summary>Its page was told to take its answers from the push stream.</summary>
    Placed,

    /// <summary>By the backend, though its page takes its answers from the push stream: to see that they are the same.</summary>
    Audited,

    /// <summary>Not any more: the endpoint is retired.</summary>
    Refused,
}
