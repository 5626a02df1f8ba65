using Bridge.Messaging;

namespace Bridge.TestKit.Clients;

/// <summary>What a client's handler saw, in order, and what it was told is lost. Waits for what is still to come.</summary>
/// <param name="witness">Is shown everything; it is not kept then, only counted.</param>
public sealed class Inbox(IWitness? witness = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Change _change = new();
    private readonly List<Seen> _seen = [];
    private readonly List<(string Channel, string Reason, Position Resume)> _gaps = [];
    private int _count;

    /// <summary>How many messages.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>How often a message came once more and was dropped.</summary>
    public int Repeats { get; private set; }

    /// <summary>The gaps.</summary>
    public IReadOnlyList<(string Channel, string Reason, Position Resume)> Gaps
    {
        get
        {
            lock (_lock)
            {
                return [.. _gaps];
            }
        }
    }

    /// <summary>The messages of all channels.</summary>
    public IReadOnlyList<Seen> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>The payloads of one channel.</summary>
    public IReadOnlyList<string> Payloads(string channel) => [.. All.Where(seen => seen.Channel == channel).Select(seen => seen.Payload)];

    /// <summary>Waits until there are so many messages.</summary>
    public Task UntilAsync(int count) => UntilAsync(_ => Count >= count, $"{count} messages");

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<Inbox, bool> holds, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = _change.Next;
            if (holds(this))
            {
                return;
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}; {Count} messages and {Gaps.Count} gaps came, the last {All.LastOrDefault()}.");
            }
        }
    }

    internal void Add(Seen seen)
    {
        lock (_lock)
        {
            _count++;
            if (witness is null)
            {
                _seen.Add(seen);
            }
            else
            {
                witness.Message(seen);
            }
        }

        _change.Raise();
    }

    internal void AddGap(string channel, string reason, Position resume)
    {
        lock (_lock)
        {
            _gaps.Add((channel, reason, resume));
            witness?.Gap(channel, reason, resume);
        }

        _change.Raise();
    }

    internal void AddRepeat() => Repeats++;

    internal void Touch() => _change.Raise();
}
