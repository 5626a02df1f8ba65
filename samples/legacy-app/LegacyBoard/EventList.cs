using LegacyBoard.Machine;

namespace LegacyBoard;

/// <summary>Everything the board knows, in memory, with ids; polls wait here for what comes next.</summary>
public sealed class EventList(TimeProvider clock)
{
    /// <summary>About half an hour of figures; what is older is forgotten.</summary>
    public const int Kept = 2_000;

    private readonly Lock _gate = new();
    private readonly List<BoardEvent> _events = new(Kept + 1);
    private TaskCompletionSource _next = NewWaiter();
    private long _last;

    public BoardEvent Append(MachineFigures figures) => Append((id, at) => new BoardEvent(id, at, Figures: figures));

    public BoardEvent Append(LogEntry entry) => Append((id, at) => new BoardEvent(id, at, Log: entry));

    /// <summary>The events after an id. Waits for one if there is none yet; answers empty when the wait is over or the caller went away.</summary>
    public async Task<EventPage> AfterAsync(long since, TimeSpan wait, CancellationToken cancellationToken)
    {
        Task next;
        lock (_gate)
        {
            if (since != _last)
            {
                return Page(since);
            }

            next = _next.Task;
        }

        await next.WaitAsync(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            return Page(since);
        }
    }

    private BoardEvent Append(Func<long, long, BoardEvent> make)
    {
        lock (_gate)
        {
            var added = make(++_last, clock.GetUtcNow().ToUnixTimeMilliseconds());
            _events.Add(added);
            if (_events.Count > Kept)
            {
                _events.RemoveAt(0);
            }

            _next.SetResult();
            _next = NewWaiter();
            return added;
        }
    }

    /// <summary>A page that asks for an id we never gave out has seen an earlier run of this process: it is told our last id and starts over.</summary>
    private EventPage Page(long since) => new(_events.FindAll(known => known.Id > since), _last);

    /// <summary>Polls must not go on inside <see cref="Append(MachineFigures)"/>, under its lock.</summary>
    private static TaskCompletionSource NewWaiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
