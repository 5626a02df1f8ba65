using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Postgres;

/// <summary>The four stores in one PostgreSQL database (15 or newer), shared by all nodes. One object per node; hosts of one process may share it.</summary>
/// <remarks>
/// <para>Accepted means committed: what is written is answered after the server has said so. Positions have no holes and become visible in their order, whichever node appends.
/// A commit that is not answered fails with <see cref="Refusal.StoreUnavailable"/> and may have happened: publish again under the same key.</para>
/// <para>The epoch goes on over restarts and crashes of nodes and server. It begins anew when the data turn out to stand elsewhere: in another cluster, on another timeline (a recovered backup, a promoted standby),
/// in another database, or in restored tables. A copy of the files put back without recovery cannot be told from the original: then call <see cref="BeginEpochAsync"/>.</para>
/// <para>A node holds a connection for hints it sends, one for hints it hears, one for the outbox, and takes others as it needs them. A pooler between them must hold sessions, not transactions.</para>
/// </remarks>
public sealed class PostgresStore : IDisposable, IAsyncDisposable
{
    private readonly EpochKeeper _epochs;
    private readonly Lane[] _lanes;
    private readonly Trimming _trimming;
    private readonly HintSender _sender;
    private readonly HintListener _listener;
    private readonly HeadWatch _watch;
    private readonly ILogger _logger;
    private int _disposed;

    private PostgresStore(
        Database database, EpochKeeper epochs, PostgresStoreOptions options, Retention retention, TimeProvider time, IRandomSource random,
        Func<ChannelName, Retention?>? retentionOf, int maxSessions, TimeSpan touchInterval, ILogger logger)
    {
        (Database, _epochs, _logger) = (database, epochs, logger);
        var hot = new HotTails(options.HotBytes);
        var reads = new ChannelReads(database, epochs, hot);
        var cache = new ChannelCache(epochs.Epoch, hot, reads);
        var transaction = new AppendTransaction(database, epochs, new StoreRoom(retention), retention, retentionOf);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane(database, transaction, cache.Committed))];
        _trimming = new Trimming(database, new Sweeping(database), time, retention, retentionOf);
        var node = random.NextText(9);
        _sender = new HintSender(database, node);
        var backplane = new PostgresBackplane(cache, _sender.Send);
        _watch = new HeadWatch(database, cache, reads);
        _listener = new HintListener(database, node, backplane, _watch);
        Outbox = new OutboxMover(database, transaction, cache.Committed, backplane, time, options.OutboxInterval, logger);
        epochs.Changed = (epoch, reason) =>
        {
            cache.Begin(epoch);
            logger.EpochBegins(database.Schema, epoch.ToString(), reason);
            _watch.WakeAll();
        };
        Log = new PostgresChannelLog(_lanes, cache, reads, _trimming, time);
        Sessions = new PostgresSessionStore(database, maxSessions, touchInterval);
        Records = new PostgresRecordStore(database, options.MaxRecords, time);
        Backplane = backplane;
    }

    /// <summary>The channels.</summary>
    public IChannelLog Log { get; }

    /// <summary>The sessions.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>The records.</summary>
    public IRecordStore Records { get; }

    /// <summary>The hints, to all nodes. A lost one about news costs at most a second; one about a lease is made good by its session's next visit.</summary>
    public IBackplane Backplane { get; }

    /// <summary>The life of the store that its positions belong to.</summary>
    public Epoch Epoch => _epochs.Epoch;

    /// <summary>Why this node's start began a new epoch; null when the old one goes on, or when there was none before. Worth a line in the log.</summary>
    public string? NewEpochBecause => _epochs.NewEpochBecause;

    internal Database Database { get; }

    internal OutboxMover Outbox { get; }

    internal HintListener Listener => _listener;

    /// <summary>Opens the store; makes or migrates its tables first, unless the options say otherwise.</summary>
    /// <param name="options">Where the database is and how it is used.</param>
    /// <param name="retention">What channels keep; its store-wide limits hold for all of them. Equal on all nodes.</param>
    /// <param name="time">The clock. Nodes' clocks should agree within seconds: ages are counted by them.</param>
    /// <param name="random">Gives a new epoch, and the node's name among hints.</param>
    /// <param name="retentionOf">What one channel keeps instead; null, or an answer of null: as all do.</param>
    /// <param name="maxSessions">How many sessions there may be at once, on all nodes together.</param>
    /// <param name="touchInterval">By how much a row may lag behind with when a session was last seen: a fraction of a session's lifetime. Default 30 s.</param>
    /// <param name="logger">Where a new epoch and faults of the outbox are told; null: nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresStoreException">The database cannot be reached, holds another version or nothing, may not be used, or would not be durable.</exception>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public static async Task<PostgresStore> OpenAsync(
        PostgresStoreOptions options, Retention retention, TimeProvider time, IRandomSource random, Func<ChannelName, Retention?>? retentionOf = null,
        int maxSessions = 100_000, TimeSpan? touchInterval = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        if (options.Check(new OptionFaults()).Found is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join('\n', faults), nameof(options));
        }

        var database = new Database(options);
        PostgresStore? store = null;
        try
        {
            await Opening.PrepareAsync(database, options, cancellationToken).ConfigureAwait(false);
            var epochs = new EpochKeeper(database, random);
            await Opening.ExplainedAsync(options.Schema, () => epochs.CheckAsync(cancellationToken).AsTask()).ConfigureAwait(false);
            store = new PostgresStore(
                database, epochs, options, retention, time, random, retentionOf, maxSessions, touchInterval ?? TimeSpan.FromSeconds(30), logger ?? NullLogger.Instance);
            await store.StartAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await (store is null ? database.DisposeAsync() : store.DisposeAsync()).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What an owner runs to make the schema, when nodes may not (<see cref="PostgresStoreOptions.Migrate"/> = false).</summary>
    public static string SchemaScript(string schema = "bridge") => Schema.Script(schema);

    /// <summary>What the role of the nodes needs, and no more: to be run by the owner, after each migration.</summary>
    public static string GrantScript(string role, string schema = "bridge") => Schema.Grants(schema, role);

    /// <summary>Begins a new epoch on all nodes: every reader is told a gap and what is kept is told again. For operators who have put back data in a way that cannot be noticed; in SQL
    /// the owner calls <c>bridge.begin_epoch('reason')</c>.</summary>
    /// <exception cref="BridgeException">The database cannot be reached.</exception>
    public async ValueTask BeginEpochAsync(string reason, CancellationToken cancellationToken = default)
    {
        await _epochs.BeginAsync(reason, cancellationToken).ConfigureAwait(false);
        _sender.SendEverything();
    }

    /// <summary>Writes what waits and lets go of the database; calls made from now on fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await Outbox.StopAsync().ConfigureAwait(false);
        await Task.WhenAll(_lanes.Select(lane => lane.StopAsync())).ConfigureAwait(false);
        await _listener.StopAsync().ConfigureAwait(false);
        await _watch.StopAsync().ConfigureAwait(false);
        await _sender.StopAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
        _trimming.Dispose();
        _epochs.Dispose();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _watch.Start((PostgresBackplane)Backplane);
        await _listener.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        Outbox.Start();
        _logger.StoreOpen(Database.Schema, Epoch.ToString());
    }
}
