namespace Bridge.PollShapes;

/// <summary>Who may share one upstream poll.</summary>
public enum ShapeScope : byte
{
    /// <summary>Everybody: credentials are neither looked at nor kept.</summary>
    Public,

    /// <summary>All requests of one user, as the host knows them, whatever credential they bring.</summary>
    PerUser,

    /// <summary>Requests with the same forwarded credentials.</summary>
    PerCredential,
}
