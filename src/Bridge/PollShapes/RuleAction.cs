namespace Bridge.PollShapes;

/// <summary>What to do with a certain answer.</summary>
public enum RuleAction : byte
{
    /// <summary>Ask again with the same cursor.</summary>
    Retry,

    /// <summary>Pause, then ask again with the same cursor.</summary>
    Wait,

    /// <summary>Take the variables of <c>set</c> and ask again.</summary>
    Adopt,

    /// <summary>Begin again as with the first poll; what was seen is forgotten.</summary>
    Restart,

    /// <summary>Run the session's steps again.</summary>
    Session,

    /// <summary>Never ask again until told.</summary>
    Stop,
}
