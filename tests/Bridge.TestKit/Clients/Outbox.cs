using System.Text.Json.Nodes;
using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>Submissions without an outcome yet, in the order of their ids. They are sent again, together and in order, until each has one.</summary>
public sealed class Outbox(Change change)
{
    private const int UnderWay = 64; // so many outcomes the server keeps

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Waiting> _waiting = [];
    private readonly Queue<Waiting> _unnumbered = [];
    private long _next;

    /// <summary>How often something was sent that had been sent before.</summary>
    public int Resent { get; private set; }

    /// <summary>The last that came about a submission.</summary>
    public Envelope? Last { get; private set; }

    /// <summary>Whether something waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count + _unnumbered.Count == 0;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
        {
            return $"{_unnumbered.Count} without an id, waiting {string.Join(' ', _waiting.Take(5).Select(pair => $"{pair.Key}{(pair.Value.Sent ? " sent" : "")}{(pair.Value.Again ? " again" : "")}"))} of {_waiting.Count}, next {_next}";
        }
    }

    /// <summary>The session's first free id, once it is known.</summary>
    public void Begin(long next)
    {
        lock (_lock)
        {
            _next = Math.Max(_next, next);
        }

        change.Raise();
    }

    /// <summary>Something to submit; its outcome.</summary>
    public Task<Envelope> Add(string channel, string json)
    {
        var waiting = new Waiting(channel, json);
        lock (_lock)
        {
            _unnumbered.Enqueue(waiting);
        }

        change.Raise();
        return waiting.Outcome.Task;
    }

    /// <summary>Everything without an outcome that this carrier has not sent yet, and, after a refusal that asks for it, once more.</summary>
    /// <param name="after">The highest id this carrier has sent.</param>
    public IReadOnlyList<(long Id, JsonObject Submit)> Take(long after)
    {
        lock (_lock)
        {
            while (_next > 0 && _unnumbered.TryDequeue(out var waiting))
            {
                _waiting.Add(_next++, waiting);
            }

            if (_waiting.Values.Any(waiting => waiting.Pauses))
            {
                return []; // nothing overtakes what has to wait
            }

            // From the first without an outcome on: refusals of those before it may still be on their way, and it would overtake them.
            var from = _waiting.Values.Any(waiting => waiting.Again) ? 0 : after;
            var taken = _waiting.Take(UnderWay).Where(pair => pair.Key > from).ToArray();
            foreach (var (_, waiting) in taken)
            {
                Resent += waiting.Sent ? 1 : 0;
                (waiting.Sent, waiting.Again) = (true, false);
            }

            return [.. taken.Select(pair => (pair.Key, Say.Submit(pair.Key, pair.Value.Channel, pair.Value.Json)))];
        }
    }

    /// <summary>An outcome came, or the wish to be asked again.</summary>
    public void Resolve(Envelope envelope)
    {
        Waiting? waiting;
        lock (_lock)
        {
            Last = envelope;
            if (envelope.Id is not { } id || !_waiting.TryGetValue(id, out waiting))
            {
                return; // the outcome of an earlier copy
            }

            if (envelope.Code is "submission_pending" or "store_full" or "store_unavailable")
            {
                waiting.Pauses = true;
                _ = AgainAsync(waiting);
                return;
            }

            _waiting.Remove(id);
        }

        waiting.Outcome.TrySetResult(envelope);
        change.Raise();
    }

    private async Task AgainAsync(Waiting waiting)
    {
        await Task.Delay(20);
        waiting.Again = true;
        waiting.Pauses = false;
        change.Raise();
    }

    private sealed class Waiting(string channel, string json)
    {
        public string Channel => channel;

        public string Json => json;

        public bool Sent { get; set; }

        public volatile bool Again;

        /// <summary>The server asked for it once more, but not at once.</summary>
        public volatile bool Pauses;

        public TaskCompletionSource<Envelope> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
