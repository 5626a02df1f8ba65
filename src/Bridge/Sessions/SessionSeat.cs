using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>A request's place in a session: it was let in, as somebody, perhaps with the lease.</summary>
internal sealed class SessionSeat(SessionTokenHash token, SessionRecord session, Caller caller, Cursor? positions, bool hasLease)
{
    private int _changes;

    public SessionTokenHash Token { get; } = token;

    /// <summary>The record as of the last visit.</summary>
    public SessionRecord Session { get; private set; } = session;

    public Caller Caller { get; } = caller;

    /// <summary>What the client said that it has handled; where it is silent, what it has acknowledged counts.</summary>
    public Cursor? Positions { get; private set; } = positions;

    /// <summary>Whether it took the lease, with <see cref="SessionRecord.Attempt"/>.</summary>
    public bool HasLease { get; } = hasLease;

    /// <summary>The highest submission that was refused for now, or held up behind one: those above it must not overtake.</summary>
    public long? HeldUpTo { get; set; }

    /// <summary>A visit begins; what it brings is handed to <see cref="EndVisit"/> with the number.</summary>
    /// <param name="changes">Whether it changes subscriptions: such visits come one after the other.</param>
    public int BeginVisit(bool changes) => changes ? Interlocked.Increment(ref _changes) : Volatile.Read(ref _changes);

    /// <summary>Takes the record that a visit brought. A flush runs beside the intents: its record may be from before a change that is answered already.</summary>
    public void EndVisit(int visit, bool changes, SessionRecord record)
    {
        lock (this)
        {
            if (changes || _changes == visit)
            {
                Session = record;
                _changes += changes ? 1 : 0;
            }
        }
    }

    /// <summary>Where the client stands from now on.</summary>
    public void Place(Cursor positions) => Positions = Positions?.With(positions) ?? positions;
}
