namespace Bridge.Sessions;

/// <summary>Something that is due at some time. Derive from it to be called: the object that waits is its own timer.</summary>
internal abstract class Deadline
{
    internal Deadline? Next;
    internal Deadline? Previous;
    internal long DueTick = -1;

    /// <summary>It is due. May come once more after it was disarmed, and up to a tick late: look at the clock.</summary>
    protected internal abstract void OnDue();
}
