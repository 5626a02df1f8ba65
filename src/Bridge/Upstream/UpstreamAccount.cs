using Microsoft.Extensions.Logging;

namespace Bridge.Upstream;

/// <summary>Keeps account of a poll: what people see of it, and what goes to the log when that changes.</summary>
internal sealed class UpstreamAccount(UpstreamScope scope, UpstreamParts parts, UpstreamHold? hold = null)
{
    private readonly ILogger _logger = parts.Logger;
    private readonly string _shape = scope.Shape.Name;

    /// <summary>Where the poll stands.</summary>
    public UpstreamState State { get; } = new(scope.Shape.Name, scope.Channel);

    private DateTimeOffset Now => parts.Scheduler.Time.GetUtcNow();

    /// <summary>The loop begins.</summary>
    public void Begins() => _logger.PollBegins(_shape, scope.Channel);

    /// <summary>The loop ends, because nobody wants it any more.</summary>
    public void Ends() => _logger.PollEnds(_shape, scope.Channel);

    /// <summary>The calls before the first poll are made.</summary>
    public void Starts() => State.Phase = UpstreamPhase.Starting;

    /// <summary>A poll is sent.</summary>
    public void Asks(UpstreamPlace place)
    {
        State.Phase = State.FailuresInRow == 0 ? UpstreamPhase.Polling : State.Phase;
        State.Cursor = place.Cursor;
        State.Standing = place.Cursor is { } cursor ? new UpstreamStanding(cursor, place.At) : null;
        State.Unlogged = place.Cursor == place.Checkpoint?.Text ? null : State.Standing;
        hold?.Moved?.Invoke(State);
    }

    /// <summary>An answer made sense.</summary>
    public void Answered()
    {
        if (State.FailuresInRow > 0)
        {
            _logger.PollRecovers(_shape, scope.Channel, State.FailuresInRow);
        }

        State.Answers++;
        State.FailuresInRow = 0;
        State.LastAnswer = Now;
        State.Phase = UpstreamPhase.Pausing;
        hold?.Moved?.Invoke(State);
    }

    /// <summary>So many items went into the channel.</summary>
    public void Took(int count)
    {
        State.Items += count;
        State.LastItems = count > 0 ? Now : State.LastItems;
    }

    /// <summary>The backend began anew, and so does the poll.</summary>
    public void Restarted()
    {
        State.Restarts++;
        _logger.PollRestarts(_shape, scope.Channel);
    }

    /// <summary>A request, or what was to follow from it, failed.</summary>
    public void Failed(string fault)
    {
        if (State.FailuresInRow++ == 0)
        {
            _logger.PollFails(_shape, scope.Channel, fault);
        }

        State.Failures++;
        State.LastFault = fault;
        State.Phase = State.FailuresInRow >= parts.Options.FailuresUntilDown ? UpstreamPhase.Down : UpstreamPhase.Failing;
        hold?.Moved?.Invoke(State);
    }

    /// <summary>It must not be asked again.</summary>
    public void Stopped(string fault)
    {
        _logger.PollStops(_shape, scope.Channel, fault);
        State.LastFault = fault;
        State.Phase = UpstreamPhase.Stopped;
        hold?.Moved?.Invoke(State);
    }
}
