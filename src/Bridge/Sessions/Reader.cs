using System.Threading.Tasks.Sources;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The core of every delivery: some channels, a cursor, and a way to wait. One loop owns it:</summary>
/// <remarks>
/// <c>Rearm → Fill → (nothing? Wait → again) → deliver → again</c>. A signal that comes between Rearm and Wait is not lost: Wait returns at once.
/// Waiting allocates nothing and holds no buffer; the reader is its own timer, task and lock, so that an idle session stays small. The loop goes on inside the call that signalled it, unless <c>inline</c> is false.
/// </remarks>
/// <param name="scheduler">Where it goes on later.</param>
/// <param name="waiters">Who tells it of news.</param>
/// <param name="log">What it reads.</param>
/// <param name="inline">Whether its loop goes on inside the call that signals.</param>
/// <param name="turn">Which channel has the first turn: a reader that lives for one batch must not always begin with the same one.</param>
internal sealed class Reader(BridgeScheduler scheduler, Waiters waiters, IChannelLog log, bool inline, int turn = 0) : Deadline, IValueTaskSource, IWork
{
    /// <summary>What a batch may hold: 64 KiB of payload, or one message.</summary>
    public const int BatchBytes = 64 << 10;

    private const int Quiet = 0;
    private const int Signalled = 1;
    private const int Parked = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private Subscription[] _subscriptions = [];
    private int _state;
    private int _turn = turn;
    private bool _left;

    /// <summary>What it reads.</summary>
    public ReadOnlySpan<Subscription> Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Reads a channel too, from now on. One channel, one subscription: an earlier one ends.</summary>
    public void Add(ChannelName channel, Position start, TagSet tags)
    {
        lock (this)
        {
            if (_left)
            {
                return;
            }

            Remove(channel);
            var subscription = new Subscription(this, channel, tags, start);
            Volatile.Write(ref _subscriptions, [.. _subscriptions, subscription]);
            waiters.Register(subscription);
        }

        Signal();
    }

    /// <summary>Where it reads on in a channel; null when it doesn't read it. For its own loop.</summary>
    public Position? PlaceIn(ChannelName channel) => Array.Find(_subscriptions, subscription => subscription.Channel == channel)?.Cursor;

    /// <summary>Reads a channel no more.</summary>
    public void Remove(ChannelName channel)
    {
        lock (this)
        {
            if (Array.Find(_subscriptions, subscription => subscription.Channel == channel) is { } ended)
            {
                Volatile.Write(ref _subscriptions, [.. _subscriptions.Where(subscription => subscription != ended)]);
                waiters.Unregister(ended);
            }
        }
    }

    /// <summary>Whether it reads the channel.</summary>
    public bool Reads(ChannelName channel) => Array.Exists(Volatile.Read(ref _subscriptions), subscription => subscription.Channel == channel);

    /// <summary>Leaves every channel for good.</summary>
    public void Leave()
    {
        lock (this)
        {
            _left = true;
            foreach (var subscription in _subscriptions)
            {
                waiters.Unregister(subscription);
            }

            _subscriptions = [];
        }
    }

    /// <summary>There is something to look at. From any thread, any number of times.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, Signalled) != Parked)
        {
            return;
        }

        if (inline)
        {
            _source.SetResult(true);
        }
        else
        {
            scheduler.Post(this);
        }
    }

    /// <summary>From here on a signal counts as new.</summary>
    /// <remarks>An exchange, not a write: what the loop looks at next must not be read before this is seen, or a signal in between is overwritten and the reader sleeps on news.</remarks>
    public void Rearm() => Interlocked.Exchange(ref _state, Quiet);

    /// <summary>Waits for a signal since <see cref="Rearm"/>.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        return Interlocked.CompareExchange(ref _state, Parked, Quiet) == Quiet ? new ValueTask(this, _source.Version) : ValueTask.CompletedTask;
    }

    /// <summary>Takes what is new into the batch, channels in turn, as far as the batch and the room given allow. A fault of the store is thrown when nothing was read before it.</summary>
    public async ValueTask FillAsync(Batch batch, int roomMessages, int roomBytes, CancellationToken cancellationToken)
    {
        var subscriptions = _subscriptions;
        roomBytes = Math.Min(roomBytes, BatchBytes);
        for (var i = 0; i < subscriptions.Length; i++)
        {
            var subscription = subscriptions[(_turn + i) % subscriptions.Length];
            if (!subscription.IsDirty)
            {
                continue;
            }

            var before = batch.Messages.Count;
            var room = new ReadLimit(roomMessages - before, roomBytes - batch.Bytes);
            if (room.Messages <= 0 || room.Bytes <= 0 || !await ReadAsync(subscription, batch, room, cancellationToken).ConfigureAwait(false))
            {
                var served = batch.Messages.Count > before ? 1 : 0; // it has more, but had its turn; one that got nothing has the first turn next time
                _turn = (_turn + i + served) % subscriptions.Length;
                return;
            }
        }
    }

    /// <summary>Adds the positions that moved on without a message for this reader.</summary>
    public void AddMoved(Batch batch)
    {
        foreach (var subscription in _subscriptions)
        {
            var reached = subscription.Reached;
            if (reached != subscription.Told)
            {
                subscription.Told = reached;
                batch.Moved.Add(new(subscription.Channel, reached));
            }
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => Signal();

    void IWork.Run() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Reads one channel into the batch; false when it has more than fits.</summary>
    private async ValueTask<bool> ReadAsync(Subscription subscription, Batch batch, ReadLimit room, CancellationToken cancellationToken)
    {
        var messages = batch.Messages;
        while (true)
        {
            var first = messages.Count;
            subscription.BeginRead();
            ReadResult read;
            try
            {
                read = await log.ReadAsync(subscription.Channel, subscription.Cursor, room, messages, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                messages.RemoveRange(first, messages.Count - first);
                subscription.EndRead(subscription.Cursor, atHead: false);
                if (batch.IsEmpty)
                {
                    throw;
                }

                return false; // what other channels gave is delivered first; their cursors have moved
            }

            if (first > 0 && messages.Count == first + 1 && messages[first].Payload.Bytes.Length > room.Bytes)
            {
                messages.RemoveAt(first); // the log always gives one; a batch that has some already may not have room for it
                subscription.EndRead(subscription.Cursor, atHead: false);
                return false;
            }

            if (read.Gap is { } reason)
            {
                batch.Gaps.Add(new Gap(subscription.Channel, reason, read.GapResume));
                subscription.Told = read.GapResume;
            }

            Keep(subscription, batch, first);
            subscription.EndRead(read.UpTo, read.AtHead);
            if (read.AtHead)
            {
                return true;
            }

            if (messages.Count > first)
            {
                return false;
            }
        }
    }

    /// <summary>Drops what is not for this reader.</summary>
    private static void Keep(Subscription subscription, Batch batch, int first)
    {
        var messages = batch.Messages;
        var kept = first;
        for (var i = first; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Audience.Includes(subscription.Tags))
            {
                messages[kept++] = message;
                batch.Bytes += message.Payload.Bytes.Length;
            }
        }

        messages.RemoveRange(kept, messages.Count - kept);
        if (kept > first)
        {
            subscription.Told = messages[kept - 1].Position;
        }
    }
}
