namespace Bridge.Stores;

/// <summary>How a visit ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Session">The record after it; null when unknown.</param>
/// <param name="PreviousNode">The node that had the lease before.</param>
public readonly record struct VisitResult(VisitStatus Status, SessionRecord? Session, string PreviousNode)
{
    /// <summary>No such session.</summary>
    public static readonly VisitResult Unknown = new(VisitStatus.Unknown, null, "");
}
