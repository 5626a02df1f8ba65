namespace Bridge.Stores;

/// <summary>How a visit ended.</summary>
public enum VisitStatus : byte
{
    /// <summary>All fits; the changes are made.</summary>
    Welcome,

    /// <summary>No such token, or another owner's.</summary>
    Unknown,

    /// <summary>Another page's.</summary>
    PageCopy,

    /// <summary>A higher attempt has the lease.</summary>
    Superseded,
}
