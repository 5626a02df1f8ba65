using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>What a node that doesn't poll knows of who does: enough to answer its clients as the holder answers its own.</summary>
internal sealed class LeaseView(UpstreamScope scope, UpstreamParts parts)
{
    private readonly UpstreamAccount _account = new(scope, parts);
    private readonly Backoff _backoff = new(parts.Options, parts.Random);
    private long _version;

    /// <summary>The same for people, and for clients' answers.</summary>
    public UpstreamState State => _account.State;

    /// <summary>Who polls; null: nobody who is known.</summary>
    public string? Holder => State.PolledBy;

    /// <summary>When to try again after a failure, in ms; 0: there was none.</summary>
    public long RetryAt { get; private set; }

    /// <summary>Nothing is known: this node polled itself until now, or begins.</summary>
    public void Unknown()
    {
        (State.PolledBy, State.Phase, State.Answers, State.FailuresInRow, State.Standing, _version) = (null, UpstreamPhase.Starting, 0, 0, null, 0);
    }

    /// <summary>Takes what the holder says; whether it is another holder than before.</summary>
    public bool Take(LeaseRecord known, long version)
    {
        _backoff.Reset();
        RetryAt = 0;
        if (version == _version)
        {
            return false;
        }

        _version = version;
        var isOther = known.Node is not null && known.Node != Holder;
        State.Phase = known.Phase;
        State.Cursor = known.Cursor ?? State.Cursor;
        State.Standing = known.Standing;
        State.Answers = known.Answers;
        State.FailuresInRow = known.FailuresInRow;
        State.Restarts = known.Restarts;
        State.LastFault = known.Fault;
        State.PolledBy = known.Node;
        if (isOther)
        {
            parts.Logger.PollFollowed(scope.Shape.Name, scope.Channel, known.Node!);
        }

        return isOther;
    }

    /// <summary>The store can't be asked who polls.</summary>
    public void Failed(Exception fault)
    {
        _version = 0;
        _account.Failed($"The store failed: {fault.Message}");
        RetryAt = parts.Scheduler.Milliseconds + (long)_backoff.Next().TotalMilliseconds;
    }
}
