using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>Polls one endpoint into its channel, one request at a time, until it is told to stop.</summary>
internal sealed class UpstreamPoll
{
    private readonly UpstreamScope _scope;
    private readonly PollShape _shape;
    private readonly UpstreamParts _parts;
    private readonly UpstreamLog _log;
    private readonly UpstreamCalls _calls;
    private readonly AnswerReader _reader;
    private readonly UpstreamPace _pace;
    private readonly UpstreamAccount _account;
    private UpstreamPlace? _place;
    private bool _isPlaced;
    private bool _isProbeDue;
    private bool _isDoubtful = true; // since a break, or since nobody polled, nothing has shown that the log and the backend speak of the same life
    private int _empties;
    private string? _more;

    public UpstreamPoll(UpstreamScope scope, IBackend backend, UpstreamParts parts, UpstreamHold hold)
    {
        _scope = scope;
        _shape = scope.Shape;
        _parts = parts;
        _log = new UpstreamLog(scope, parts.Publisher, parts.Log, parts.Records);
        _calls = new UpstreamCalls(scope, new HeldBackend(backend, hold), parts.Scheduler);
        _reader = new AnswerReader(scope.Shape);
        _pace = new UpstreamPace(scope.Shape, parts);
        _account = new UpstreamAccount(scope, parts, hold);
    }

    /// <summary>Where it stands.</summary>
    public UpstreamState State => _account.State;

    /// <summary>Polls until the token fires or the shape says stop. Never throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _account.Begins();
        try
        {
            while (State.Phase != UpstreamPhase.Stopped)
            {
                var pause = await StepAsync(cancellationToken).ConfigureAwait(false);
                if (pause > TimeSpan.Zero)
                {
                    await Pause.WaitAsync(_parts.Scheduler, _parts.Wheel, pause, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _account.Ends();
        }

        await _calls.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>One request and what follows from it; how long to pause afterwards.</summary>
    private async ValueTask<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            _pace.Begin();
            return await PlaceAsync(cancellationToken).ConfigureAwait(false) is { } fault
                ? fault
                : await AskAsync(_place!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!(fault is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return fault is FormatException ? Stopped(fault.Message) : Failed(fault is BridgeException ? fault.Message : $"The store failed: {fault.Message}");
        }
    }

    /// <summary>Finds out where to go on; how long to pause when that failed.</summary>
    private async ValueTask<TimeSpan?> PlaceAsync(CancellationToken cancellationToken)
    {
        if (!_isPlaced)
        {
            var before = _place?.Cursor;
            _place = await _log.PlaceAsync(_place, cancellationToken).ConfigureAwait(false);
            _isPlaced = true;
            _isProbeDue |= _isDoubtful && IsProbed && _place.Cursor is not null && _place.Cursor != before;
            _more = null;
        }

        if (_calls.IsOpen && (_place!.Cursor is not null || !_calls.HasStart))
        {
            return _isProbeDue ? await ProbeAsync(_place, cancellationToken).ConfigureAwait(false) : null;
        }

        _account.Starts();
        var started = await _calls.StartAsync(_place!.Cursor, cancellationToken).ConfigureAwait(false);
        if (started is not AnswerVerdict.Called called)
        {
            return await FollowAsync(_place, started, cancellationToken).ConfigureAwait(false);
        }

        _place.Cursor ??= _calls.FirstCursor(called.Found);
        if (called.Items.Count > 0 && await _log.AppendAsync(_place, called.Items, _place.Cursor, cancellationToken).ConfigureAwait(false) is null)
        {
            _isPlaced = false;
            return _pace.Least;
        }

        return null;
    }

    private async ValueTask<TimeSpan> AskAsync(UpstreamPlace place, CancellationToken cancellationToken)
    {
        _account.Asks(place);
        var answer = await _calls.PollAsync(place.Cursor, _more, cancellationToken).ConfigureAwait(false);
        var verdict = answer.Answer is null ? new AnswerVerdict.Broken("backend", answer.Fault!) : _reader.Read(answer.Answer, place.Cursor);
        if (!_scope.IsPublic && answer.Answer?.Status is 401 or 403 && verdict is AnswerVerdict.Broken)
        {
            return Stopped($"The backend refused the credentials ({answer.Answer.Status}).");
        }

        return await FollowAsync(place, verdict, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does what an answer says; how long to pause afterwards.</summary>
    private async ValueTask<TimeSpan> FollowAsync(UpstreamPlace place, AnswerVerdict verdict, CancellationToken cancellationToken)
    {
        switch (verdict)
        {
            case AnswerVerdict.News news:
                return await TakeAsync(place, news.Items, news.Cursor, cancellationToken).ConfigureAwait(false) ? Answered(news.More, news.Pace) : _pace.Least;
            case AnswerVerdict.Nothing nothing:
                place.Cursor = nothing.Cursor ?? place.Cursor;
                _empties++;
                _isProbeDue = _shape.Cursor.Probe is { When: CursorProbeTime.Every, Every: > 0 } probe && _empties % probe.Every == 0;
                return Answered(nothing.More, nothing.Pace);
            case AnswerVerdict.Ruled ruled:
                return await ObeyAsync(place, ruled, cancellationToken).ConfigureAwait(false);
            case AnswerVerdict.Broken broken:
                return Failed($"{broken.Where}: {broken.What}");
            default:
                throw new InvalidOperationException($"A poll was answered as a call: {verdict.GetType().Name}.");
        }
    }

    /// <summary>Appends items; false: somebody else has gone on.</summary>
    private async ValueTask<bool> TakeAsync(UpstreamPlace place, IReadOnlyList<AnswerItem> items, string? cursor, CancellationToken cancellationToken)
    {
        if (await _log.AppendAsync(place, items, cursor, cancellationToken).ConfigureAwait(false) is not { } count)
        {
            _isPlaced = false;
            return false;
        }

        _account.Took(count);
        _isDoubtful &= count == 0;
        _empties = 0;
        return true;
    }

    private async ValueTask<TimeSpan> ObeyAsync(UpstreamPlace place, AnswerVerdict.Ruled ruled, CancellationToken cancellationToken)
    {
        if (ruled.Items.Count > 0 && !await TakeAsync(place, ruled.Items, place.Cursor, cancellationToken).ConfigureAwait(false))
        {
            return _pace.Least;
        }

        switch (ruled.Rule.Do)
        {
            case RuleAction.Adopt:
                place.Cursor = _calls.Adopt(ruled.Set, place.Cursor);
                break;
            case RuleAction.Session:
                _calls.Adopt(ruled.Set, null);
                _calls.Reopen();
                place.Cursor = null; // the steps say where to begin
                break;
            case RuleAction.Restart:
                await RestartAsync(place, cancellationToken).ConfigureAwait(false);
                break;
            case RuleAction.Stop:
                return Stopped("A rule of the shape says stop.");
        }

        // A rule that leads back to itself must not turn in a tight loop.
        return _pace.AfterRule(ruled.Delay, ruled.Rule.Do is RuleAction.Wait or RuleAction.Retry);
    }

    /// <summary>Asks the backend for its head. A lower one than ours: it began anew, and without this it would answer ordinary empties for ever.</summary>
    private async ValueTask<TimeSpan?> ProbeAsync(UpstreamPlace place, CancellationToken cancellationToken)
    {
        var found = await _calls.ProbeAsync(cancellationToken).ConfigureAwait(false);
        if (found is not AnswerVerdict.Called called)
        {
            return await FollowAsync(place, found, cancellationToken).ConfigureAwait(false);
        }

        _isProbeDue = false;
        if (!_calls.IsLower(called.Found, place.Cursor))
        {
            return null;
        }

        if (await RestartAsync(place, cancellationToken).ConfigureAwait(false))
        {
            place.Cursor = _calls.Lowest();
        }

        return TimeSpan.Zero; // the next step begins as the first did
    }

    /// <summary>Begins anew with the backend; false: somebody else has gone on, perhaps with the backend's new life already.</summary>
    private async ValueTask<bool> RestartAsync(UpstreamPlace place, CancellationToken cancellationToken)
    {
        if (!await _log.BeginAnewAsync(place, cancellationToken).ConfigureAwait(false))
        {
            _isPlaced = false;
            _isProbeDue = IsProbed;
            return false;
        }

        _more = null;
        _calls.Reopen();
        _account.Restarted();
        return true;
    }

    private bool IsProbed => _shape.Cursor.Probe.When != CursorProbeTime.Never;

    private TimeSpan Answered(string? more, TimeSpan? asked)
    {
        _account.Answered();
        _more = more is { Length: > 0 } ? more : null;
        return _pace.AfterAnswer(asked, hasMore: more is not null);
    }

    private TimeSpan Failed(string fault)
    {
        _account.Failed(fault);
        _isPlaced = false; // what became of an append is in the log; and another may have gone on meanwhile, through a restart to the same cursor even
        _isProbeDue = IsProbed;
        _isDoubtful = true;
        _more = null;
        return _pace.AfterFailure();
    }

    private TimeSpan Stopped(string fault)
    {
        _account.Stopped(fault);
        return TimeSpan.Zero;
    }
}
