using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;

namespace Bridge.Upstream;

/// <summary>One poll and who wants it: begins with the first, lingers after the last, and is never there twice, however fast they come and go.</summary>
/// <remarks>Coming and going only counts and posts; what follows from it is decided in <see cref="Run"/>, outside of everybody's locks.</remarks>
internal sealed class UpstreamRun(UpstreamScope first, IBackend backend, UpstreamParts parts, UpstreamLeases leases, Action<UpstreamRun> ended) : Deadline, IWork
{
    private static readonly TimeSpan Expectation = TimeSpan.FromSeconds(15);

    private const long Rest = 60_000; // ms: who comes after a stop asks the backend himself; once a minute it is tried again

    private readonly Lock _lock = new();
    private UpstreamScope _scope = first;
    private LeasedPoll _poll = new(first, backend, parts, leases, TimeSpan.FromMilliseconds(Rest));
    private bool _isVoid; // its shape is gone
    private bool _isExpecting;
    private CancellationTokenSource? _stop; // set while it runs
    private long _notBefore;
    private int _interest;
    private bool _isLingerOver;
    private bool _isNew; // somebody came, who may have left since
    private bool _isEnding; // it was told to stop and hasn't yet

    /// <summary>The channel it feeds.</summary>
    public ChannelName Channel => _scope.Channel;

    /// <summary>The shape it polls by.</summary>
    public PollShape Shape => _scope.Shape;

    /// <summary>Where its poll stands.</summary>
    public UpstreamState State => Volatile.Read(ref _poll).State;

    /// <summary>Whether nobody wants it and it has ended.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _interest == 0 && !_isNew && _stop is null && Resting <= 0;
            }
        }
    }

    /// <summary>Somebody wants it.</summary>
    public void Join() => Count(1);

    /// <summary>Somebody doesn't want it any more.</summary>
    public void Leave() => Count(-1);

    /// <summary>Who leaves now comes back by another door: a page that was told where to subscribe. It is waited for a little, whoever's credentials it polls with.</summary>
    public void Expect() => _isExpecting = true;

    /// <summary>Goes on by another description of the same endpoint; null: there is none any more, and nothing is asked.</summary>
    public void Change(UpstreamScope? scope)
    {
        CancellationTokenSource? over;
        lock (_lock)
        {
            _scope = scope ?? _scope;
            _isVoid = scope is null;
            over = _stop;
        }

        over?.Cancel();
        parts.Scheduler.Post(this);
    }

    /// <summary>The host ends: nobody is waited for.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _interest = 0;
            _isNew = false;
            _isLingerOver = true;
        }

        Run();
    }

    /// <inheritdoc/>
    public void Run()
    {
        CancellationTokenSource? over = null;
        CancellationToken begun = default;
        bool isIdle;
        lock (_lock)
        {
            // Who polls by an interval is answered at once and has left before this runs; the poll is for their next one.
            if (_interest > 0 || (_isNew && Linger > TimeSpan.Zero))
            {
                _isLingerOver = false;
                parts.Wheel.Disarm(this);
                if (_stop is null && !_isVoid && parts.Scheduler.Milliseconds >= _notBefore)
                {
                    _stop = new CancellationTokenSource();
                    begun = _stop.Token;
                }
            }

            _isNew &= _isEnding; // who came while it was ending, and is expected back, came for the next one
            if (_interest > 0 || _stop is null)
            {
                // somebody waits, or there is nothing to end
            }
            else if (_isLingerOver || Linger == TimeSpan.Zero)
            {
                over = _stop;
                _isEnding = true;
            }
            else
            {
                parts.Wheel.Arm(this, Linger);
            }

            isIdle = _interest == 0 && _stop is null;
            if (isIdle && Resting is > 0 and var rest)
            {
                isIdle = false;
                parts.Wheel.Arm(this, TimeSpan.FromMilliseconds(rest));
            }
        }

        if (isIdle)
        {
            ended(this); // who came left before it began: it must not take up a place for ever
        }

        over?.Cancel();
        if (begun != default)
        {
            _ = PollAsync(begun);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDue()
    {
        lock (_lock)
        {
            _isLingerOver = _interest == 0;
        }

        parts.Scheduler.Post(this);
    }

    /// <summary>Who polls by an interval waits between its polls too, though the bridge doesn't see it wait; else no credential is used when nobody waits.</summary>
    private TimeSpan Linger => _scope.IsPublic ? parts.Options.Linger : _isExpecting ? Expectation : Shape.Wait.Default > TimeSpan.Zero ? TimeSpan.Zero
        : 3 * Shape.Pace.Interval < parts.Options.Linger ? 3 * Shape.Pace.Interval : parts.Options.Linger;

    /// <summary>How long it is remembered that it has stopped, in ms: else it would be asked again by the next who comes. Made-up credentials must not take up places, though.</summary>
    private long Resting => _scope.IsPublic ? _notBefore - parts.Scheduler.Milliseconds : 0;

    private void Count(int change)
    {
        lock (_lock)
        {
            _interest += change;
            _isNew |= change > 0;
        }

        parts.Scheduler.Post(this);
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var poll = new LeasedPoll(_scope, backend, parts, leases, TimeSpan.FromMilliseconds(Rest));
        Volatile.Write(ref _poll, poll);
        await poll.RunAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _stop!.Dispose();
            _stop = null;
            _isEnding = false;
            _notBefore = State.Phase == UpstreamPhase.Stopped ? parts.Scheduler.Milliseconds + Rest : 0;
        }

        Run(); // somebody may have come while it was ending
    }
}
