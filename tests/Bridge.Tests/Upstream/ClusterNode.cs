using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Stores;
using Bridge.TestKit;
using Bridge.Tests.Sessions;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>A node that polls, with its own ways to the backend, the records and the hints: each can be cut, and none leads past its queue, so that a hanging node really hangs.</summary>
internal sealed class ClusterNode : IBackend, IRecordStore, IBackplane
{
    private readonly Cluster _cluster;
    private readonly QueueScheduler _scheduler;
    private bool _isDead;

    public ClusterNode(Cluster cluster, QueueScheduler scheduler)
    {
        (_cluster, _scheduler) = (cluster, scheduler);
        Polled = new Polled(cluster.Shape, this, new Node(scheduler, cluster.Store, records: this, backplane: this), cluster.Options);
    }

    public Polled Polled { get; }

    public UpstreamState State => Polled.State;

    public string Name => Polled.Parts.Node;

    /// <summary>Whether it hangs: nothing of it runs, and its connections stay open.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether its calls to the records fail.</summary>
    public bool HasNoStore { get; set; }

    /// <summary>Whether the others' hints don't reach it.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Its requests that are with the backend.</summary>
    public int Asking { get; private set; }

    /// <summary>How often it has asked.</summary>
    public int Asked { get; private set; }

    /// <summary>How often it has read and changed records.</summary>
    public int Reads { get; private set; }

    /// <inheritdoc cref="Reads"/>
    public int Writes { get; private set; }

    /// <summary>What the backend answers it; null: what it answers everybody.</summary>
    public Func<BackendAnswer?> Instead { get; set; } = () => null;

    /// <summary>A record has been written, and nobody here knows it until the answer comes.</summary>
    public Func<string, Task> Written { get; set; } = _ => Task.CompletedTask;

    public bool IsUp => !_isDead && !Hangs;

    public UpstreamRun Join(string channel = "board") => Polled.Desk.Join(Polled.Source, channel, new Dictionary<string, string>(), [])!;

    /// <summary>Dies from one moment to the next, and its connections with it.</summary>
    public void Kill()
    {
        _isDead = true;
        Asking = 0;
    }

    /// <summary>Runs one piece of work.</summary>
    public void RunOne() => _scheduler.RunOne();

    /// <summary>Runs until nothing waits, or it hangs; whether anything ran.</summary>
    public bool RunSome()
    {
        var ran = false;
        while (IsUp && _scheduler.RunOne())
        {
            ran = true;
        }

        return ran;
    }

    public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked++;
        Asking++;
        BackendAnswer answer;
        try
        {
            answer = Instead() ?? await _cluster.Backend.AskAsync(request, deadline, cancellationToken);
        }
        finally
        {
            Asking = _isDead ? 0 : Asking - 1;
        }

        await TurnAsync();
        return answer;
    }

    public async ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken)
    {
        Reads++;
        await CallAsync();
        var found = await _cluster.Store.Records.GetAsync(key, cancellationToken);
        await CallAsync();
        return found;
    }

    public async ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Writes++;
        await CallAsync();
        var version = await _cluster.Store.Records.PutAsync(key, value, expectedVersion, lifetime, cancellationToken);
        await Written(key);
        await CallAsync();
        return version;
    }

    public async ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken)
    {
        Writes++;
        await CallAsync();
        var deleted = await _cluster.Store.Records.DeleteAsync(key, expectedVersion, cancellationToken);
        await CallAsync();
        return deleted;
    }

    public void Send(Signal signal) => _cluster.Store.Backplane.Send(signal);

    public IDisposable Listen(Action<Signal> listener) => _cluster.Store.Backplane.Listen(signal =>
    {
        if (!IsDeaf)
        {
            listener(signal);
        }
    });

    private async Task CallAsync()
    {
        await TurnAsync();
        if (HasNoStore)
        {
            throw new IOException("The store is away.");
        }
    }

    private Task TurnAsync()
    {
        var turn = new Turn();
        _scheduler.Post(turn);
        return turn.Taken;
    }

    private sealed class Turn : IWork
    {
        private readonly TaskCompletionSource _taken = new();

        public Task Taken => _taken.Task;

        public void Run() => _taken.SetResult();
    }
}
