using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>A request's place in a session: it was let in, as somebody, perhaps with the lease.</summary>
internal sealed class SessionSeat(SessionTokenHash token, SessionRecord session, Caller caller, Cursor? positions, bool hasLease)
{
    private long? _held; // the submission that was refused for now
    private long _waiting; // the highest of those that wait behind it

    public SessionTokenHash Token { get; } = token;

    /// <summary>The record as of the last visit that might have changed its subscriptions: those come one after the other.</summary>
    public SessionRecord Session { get; set; } = session;

    public Caller Caller { get; } = caller;

    /// <summary>What the client said that it has handled; where it is silent, what it has acknowledged counts.</summary>
    public Cursor? Positions { get; private set; } = positions;

    /// <summary>Whether it took the lease, with <see cref="SessionRecord.Attempt"/>.</summary>
    public bool HasLease { get; } = hasLease;

    /// <summary>Whether a submission must wait: one before it was refused for now, and it must not overtake.</summary>
    /// <remarks>A client sends again in order. So when one that had to wait comes a second time and the one before it does not, that one has its outcome from another connection.</remarks>
    public bool MustWait(long? submission)
    {
        if (submission is not { } id || !(id > _held))
        {
            return false;
        }

        if (id > _waiting)
        {
            _waiting = id;
            return true;
        }

        _held = null;
        return false;
    }

    /// <summary>It has to come again before those behind it may pass.</summary>
    public void Hold(long? submission)
    {
        _held = submission ?? _held;
        _waiting = 0;
    }

    /// <summary>It has its outcome.</summary>
    public void Pass(long? submission) => _held = submission == _held ? null : _held;

    /// <summary>Where the client stands from now on.</summary>
    public void Place(Cursor positions) => Positions = Positions?.With(positions) ?? positions;
}
