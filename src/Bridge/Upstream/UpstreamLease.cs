using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>One scope's lease as this node sees it: held by it, or followed because another node holds it. What is to be done about it is done one thing after the other.</summary>
/// <remarks>Coming, leaving and hints only leave marks and post; the store is asked in <see cref="DriveAsync"/>. What failed is tried again at a later tick.</remarks>
internal sealed partial class UpstreamLease(UpstreamScope scope, UpstreamLeases leases, UpstreamParts parts) : IWork
{
    private enum Step
    {
        None,
        Claim,
        Reread,
        Tell,
        Return,
    }

    private readonly Lock _lock = new();
    private readonly LeaseKeeper _keeper = new(scope.Channel, parts.Records);
    private readonly LeaseView _view = new(scope, parts);
    private readonly LeaseNews _news = new(parts);
    private TaskCompletionSource<UpstreamHold>? _waiting; // the poll of this node that wants it
    private UpstreamHold? _hold;
    private (LeaseRecord Record, long Version)? _owed; // a turn that is over and must be given back
    private TimeSpan _rest;
    private Step _look = Step.Claim; // how closely to look, for who doesn't hold it
    private bool _isWanted;
    private bool _isTellDue;
    private bool _isReturnDue;
    private bool _isBusy;

    /// <summary>What this node knows of another one's poll.</summary>
    public UpstreamState View => _view.State;

    /// <summary>The hint that something about it changed.</summary>
    public ChannelName Hint { get; } = UpstreamLeases.HintOf(scope.Channel);

    /// <summary>The channel.</summary>
    public ChannelName Channel => scope.Channel;

    /// <summary>Who is waited for; null: nobody who is known.</summary>
    public string? Holder => _view.Holder;

    /// <summary>Whether the store says, or may say, that it is this node's.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
            {
                return _hold is not null || _owed is not null;
            }
        }
    }

    /// <summary>Whether this node waits for it, and knows for what.</summary>
    public bool IsFollowed
    {
        get
        {
            lock (_lock)
            {
                return _waiting is not null && _view.RetryAt == 0;
            }
        }
    }

    /// <summary>Whether nothing is left to be done about it.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return !_isWanted && _hold is null && _owed is null && !_isBusy;
            }
        }
    }

    /// <summary>A poll of this node wants it from now on.</summary>
    public void Come()
    {
        lock (_lock)
        {
            _isWanted = true;
            _rest = default;
        }
    }

    /// <summary>Waits until this node may poll.</summary>
    public async ValueTask<UpstreamHold> HoldAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<UpstreamHold> waiting;
        lock (_lock)
        {
            if (_hold is { IsValid: true } hold)
            {
                return hold; // who polls again before it was given back
            }

            Drop();
            _view.Unknown();
            _look = Step.Claim;
            _waiting = waiting = new();
        }

        Post();
        using var gone = cancellationToken.UnsafeRegister(static (waiting, token) => ((TaskCompletionSource<UpstreamHold>)waiting!).TrySetCanceled(token), waiting);
        return await waiting.Task.ConfigureAwait(false);
    }

    /// <summary>Nobody here wants it any more. Given back at the next tick, as who polls by an interval is back before; at once when others wait for it.</summary>
    /// <param name="rest">How long nobody is to poll; none: whoever wants to may.</param>
    public void Leave(TimeSpan rest = default)
    {
        lock (_lock)
        {
            _isWanted = false;
            _waiting = null;
            _rest = rest;
            _isReturnDue = _news.IsWanted || leases.IsEnding || rest > TimeSpan.Zero;
        }

        Post();
    }

    /// <summary>Somebody may have changed it, or is gone: look closely.</summary>
    public void Changed() => Look(Step.Claim);

    /// <summary>It is this one's turn to be looked at, in case a hint was lost.</summary>
    public void Reread() => Look(Step.Reread);

    /// <summary>Another node wants it.</summary>
    public void WantedElsewhere()
    {
        lock (_lock)
        {
            _news.IsWanted = true;
            _isReturnDue = !_isWanted;
            _isTellDue |= IsTellOwed;
        }

        Post();
    }

    /// <summary>Does what could wait, and what failed before.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            _isReturnDue = !_isWanted;
            _isTellDue |= IsTellOwed;
            var isRetry = _waiting is not null && _view.RetryAt > 0 && parts.Scheduler.Milliseconds >= _view.RetryAt;
            _look = isRetry ? Step.Claim : _look;
            if (!_isReturnDue && !_isTellDue && !isRetry)
            {
                return;
            }
        }

        Post();
    }

    /// <summary>This node's leases have run out.</summary>
    public void Lapsed()
    {
        UpstreamHold? lost;
        lock (_lock)
        {
            lost = Drop();
        }

        lost?.End();
        Post();
    }

    /// <inheritdoc/>
    public void Run()
    {
        lock (_lock)
        {
            if (_isBusy)
            {
                return; // whoever is at it sees the mark
            }

            _isBusy = true;
        }

        _ = DriveAsync();
    }

    private bool IsTellOwed => _isWanted && _hold is not null && _news.IsOwed(_hold.Record);

    private void Look(Step step)
    {
        lock (_lock)
        {
            if (_waiting is null)
            {
                return;
            }

            _look = _look == Step.Claim ? Step.Claim : step;
        }

        Post();
    }

    private void Post() => parts.Scheduler.Post(this);

    private async Task DriveAsync()
    {
        while (Next() is var step and not Step.None)
        {
            try
            {
                await DoAsync(step).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                if (step is Step.Claim)
                {
                    _view.Failed(fault);
                }
            }
        }

        if (IsOver)
        {
            leases.Forget(this);
        }
    }

    private Step Next()
    {
        lock (_lock)
        {
            var step = _isWanted && _hold is null && _waiting is { Task.IsCompleted: false } ? _look
                : _isWanted && _hold is not null && _isTellDue ? Step.Tell
                : !_isWanted && _isReturnDue && (_hold is not null || _owed is not null) ? Step.Return
                : Step.None;
            if (step is Step.Return)
            {
                Drop(); // here, where it is decided: who comes a moment later has to claim it anew
            }

            _isTellDue = false;
            _look = Step.None;
            _isReturnDue = false;
            _isBusy = step != Step.None;
            return step;
        }
    }

    /// <summary>Doesn't hold it any more; what stands in the store has still to go.</summary>
    private UpstreamHold? Drop()
    {
        var hold = _hold;
        if (hold is not null)
        {
            _owed = (hold.Record, hold.Version);
            _hold = null;
        }

        return hold;
    }

    private void Moved(UpstreamState state)
    {
        lock (_lock)
        {
            _news.State = state;
            if (!_news.IsWanted || _isTellDue || !IsTellOwed)
            {
                return; // while nobody follows, once a tick is often enough
            }

            _isTellDue = true;
        }

        Post();
    }
}
