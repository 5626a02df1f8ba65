using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>A request's place in a session: it was let in, as somebody, perhaps with the lease.</summary>
internal sealed class SessionSeat(SessionTokenHash token, SessionRecord session, Caller caller, Cursor? positions, bool hasLease)
{
    public SessionTokenHash Token { get; } = token;

    /// <summary>The record as of the last visit.</summary>
    public SessionRecord Session { get; set; } = session;

    public Caller Caller { get; } = caller;

    /// <summary>What the client said that it has handled; where it is silent, what it has acknowledged counts.</summary>
    public Cursor? Positions { get; } = positions;

    /// <summary>Whether it took the lease, with <see cref="SessionRecord.Attempt"/>.</summary>
    public bool HasLease { get; } = hasLease;

    /// <summary>The submission that was asked to be sent again here: until it is, those after it wait too.</summary>
    public long? Awaited { get; set; }
}
