namespace Bridge.Migration;

/// <summary>What a comparison of the backend's answer with the bridge's items showed.</summary>
public enum ShadowVerdict
{
    /// <summary>The same items, in the same order, byte for byte.</summary>
    Same,

    /// <summary>Not the same: something is missing, too much, changed, in another order, or late.</summary>
    Different,

    /// <summary>There was nothing to compare with: a first poll, an unknown cursor, an answer that makes no sense, a backend that the bridge can't reach.</summary>
    Unjudged,
}
