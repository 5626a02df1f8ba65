using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Who waits in one channel, and the pump that wakes them: one look at the new messages per signal, however many wait.</summary>
/// <remarks>
/// The pump runs off the publisher's thread, once at a time; a signal that finds it running only leaves a mark. It marks every subscription concerned first and wakes the
/// readers afterwards, in slices. When a message names tags, only readers with one of them are touched.
/// </remarks>
internal sealed class ChannelWaiters(ChannelName channel, WaiterParts parts) : Deadline, IWork
{
    private const int SliceLength = 512;
    private static readonly ReadLimit Window = new(1_000, int.MaxValue);

    private readonly List<Subscription> _all = new(1); // also the lock: most private channels have one reader, and two objects each would be felt
    private TagIndex? _tags;
    private object? _examined; // a boxed Position: written whole
    private int _marks;
    private bool _retired;

    public ChannelName Channel { get; } = channel;

    /// <summary>Up to where the pump has looked; null before its first look.</summary>
    public Position? Examined => (Position?)Volatile.Read(ref _examined);

    /// <summary>Lets a subscription in; false when the list has been retired: take a new one.</summary>
    public bool TryAdd(Subscription subscription)
    {
        lock (_all)
        {
            if (_retired)
            {
                return false;
            }

            subscription.Waiters = this;
            subscription.Index = _all.Count;
            _all.Add(subscription);
            if (_all.Count == 1)
            {
                parts.Recheck?.Plan(this);
                parts.Interest?.Begins(Channel);
                parts.Backplane?.Attend(Channel);
            }

            _tags?.Add(subscription);
            return true;
        }
    }

    /// <summary>Lets it go; true when nobody is left and the list is retired.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (_all)
        {
            if (subscription.Index < _all.Count && _all[subscription.Index] == subscription)
            {
                var last = _all[^1];
                _all[subscription.Index] = last;
                last.Index = subscription.Index;
                _all.RemoveAt(_all.Count - 1);
                _tags?.Remove(subscription);
            }

            if (_all.Count == 0 && !_retired)
            {
                _retired = true;
                parts.Recheck?.Forget(this);
                parts.Interest?.Ends(Channel);
                parts.Backplane?.Leave(Channel);
            }

            return _retired;
        }
    }

    /// <summary>The channel may have news.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _marks) == 1)
        {
            parts.Scheduler.Post(this);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDue()
    {
        lock (_all)
        {
            if (_retired)
            {
                return; // a last call may come after it was forgotten
            }

            parts.Recheck!.Plan(this);
        }

        Signal();
    }

    void IWork.Run() => _ = PumpAsync();

    private async ValueTask PumpAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _marks);
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The store is away. Readers that poll meet the same fault and report it; everybody else is woken to look for himself.
                Wake(MarkAll(Examined ?? default)); // what was examined stays examined: nobody is sent back behind what may be trimmed by now
            }
        }
        while (Interlocked.Add(ref _marks, -seen) != 0);
    }

    private async ValueTask LookAsync()
    {
        if (Examined is not { } examined)
        {
            // The first look: whoever registered before it reads for himself once more. Marked first: a clean one would be told the head as its position, messages before it unread.
            var head = (await parts.Log.HeadAsync(Channel, CancellationToken.None).ConfigureAwait(false)).Head;
            var registered = MarkAll(default);
            Volatile.Write(ref _examined, head);
            Wake(registered);
            return;
        }

        bool atHead;
        do
        {
            var news = Batch.Rent(); // handed back before anybody is woken: who goes on inside the wake-up rents one himself
            var read = await parts.Log.ReadAsync(Channel, examined, Window, news.Messages, CancellationToken.None).ConfigureAwait(false);
            atHead = read.AtHead;
            if (news.Messages.Count == 0 && read.Gap is null)
            {
                news.Return();
                continue;
            }

            var woken = read.Gap is null && IsForTagsOnly(news.Messages) ? MarkTagged(news.Messages, examined) : MarkAll(examined);
            news.Return();
            examined = read.UpTo;
            Volatile.Write(ref _examined, examined);
            Wake(woken);
        }
        while (!atHead);
    }

    private static bool IsForTagsOnly(List<Message> news)
    {
        foreach (var message in news)
        {
            if (message.Audience.Only.Length == 0)
            {
                return false;
            }
        }

        return true;
    }

    private Woken MarkAll(Position nothingUpTo)
    {
        lock (_all)
        {
            var woken = new Woken(_all.Count);
            foreach (var subscription in _all)
            {
                woken.AddIf(subscription.MarkDirty(nothingUpTo), subscription.Reader);
            }

            return woken;
        }
    }

    private Woken MarkTagged(List<Message> news, Position nothingUpTo)
    {
        lock (_all)
        {
            _tags ??= new TagIndex(_all);
            var woken = new Woken(8);
            foreach (var message in news)
            {
                foreach (var tag in message.Audience.Only)
                {
                    switch (_tags[tag])
                    {
                        case Subscription one:
                            Mark(one, message, nothingUpTo, ref woken);
                            break;
                        case HashSet<Subscription> many:
                            foreach (var subscription in many)
                            {
                                Mark(subscription, message, nothingUpTo, ref woken);
                            }

                            break;
                    }
                }
            }

            return woken;
        }
    }

    private static void Mark(Subscription subscription, Message message, Position nothingUpTo, ref Woken woken) =>
        woken.AddIf(message.Audience.Includes(subscription.Tags) && subscription.MarkDirty(nothingUpTo), subscription.Reader);

    private void Wake(Woken woken)
    {
        for (var start = SliceLength; start < woken.Count; start += SliceLength)
        {
            parts.Scheduler.Post(new Slice(woken.Readers.Slice(start, Math.Min(SliceLength, woken.Count - start))));
        }

        foreach (var reader in woken.Readers[..Math.Min(SliceLength, woken.Count)])
        {
            reader.Signal();
        }

        woken.Return();
    }
}
