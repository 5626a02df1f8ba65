using System.Text;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Postgres.Tests;

/// <summary>An empty store in a schema of a test's own, and the nodes opened on it.</summary>
internal sealed class Site(PostgresServer server, string? schema = null) : IAsyncDisposable
{
    public static readonly ChannelName News = "news";

    private readonly List<PostgresStore> _nodes = [];
    private int _seed;

    public PostgresServer Server => server;

    public string Schema { get; } = schema ?? SharedServer.NewSchema();

    public ManualTime Time { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Site> StartAsync() => new(await SharedServer.GetAsync());

    public PostgresStoreOptions Options(Action<PostgresStoreOptions>? configure = null)
    {
        var options = new PostgresStoreOptions { ConnectionString = server.ConnectionString, Schema = Schema, AcceptLosingAcceptedMessages = true };
        configure?.Invoke(options);
        return options;
    }

    /// <summary>One more node: an object with connections of its own.</summary>
    public async Task<PostgresStore> OpenAsync(
        Retention? retention = null, Action<PostgresStoreOptions>? configure = null, Func<ChannelName, Retention?>? retentionOf = null, int maxSessions = 1_000, TimeSpan? touchInterval = null,
        TimeProvider? time = null)
    {
        var store = await PostgresStore.OpenAsync(
            Options(configure), retention ?? new Retention(), time ?? Time, new SeededRandom((ulong)Interlocked.Increment(ref _seed)), retentionOf, maxSessions, touchInterval, cancellationToken: Stop);
        _nodes.Add(store);
        return store;
    }

    public Task<T> AskAsync<T>(string sql) => server.AskAsync<T>(sql.Replace("bridge.", $"\"{Schema}\".", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await server.DoAsync($"DROP SCHEMA IF EXISTS \"{Schema}\" CASCADE");
    }

    public static Entry Entry(string text, string? key = null, string? checkpoint = null) =>
        new(Payload.Text(text), Audience.Everyone, key, checkpoint is null ? null : new Checkpoint(checkpoint));

    public static async Task<Position> AppendAsync(PostgresStore store, string text, string? key = null, ChannelName? channel = null)
    {
        var result = await store.Log.AppendAsync(channel ?? News, new[] { Entry(text, key) }, null, Stop);
        Assert.Equal(AppendStatus.Appended, result.Status);
        return result.Last;
    }

    /// <summary>All that is kept of a channel, after a check that its offsets have no holes.</summary>
    public static async Task<string[]> TextsAsync(PostgresStore store, ChannelName? channel = null)
    {
        var head = await store.Log.HeadAsync(channel ?? News, Stop);
        var messages = new List<Message>();
        var result = await store.Log.ReadAsync(channel ?? News, head.Tail, new ReadLimit(int.MaxValue, int.MaxValue), messages, Stop);
        Assert.Equal((head.Head, true, null), (result.UpTo, result.AtHead, result.Gap));
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(n => head.Tail.Plus(n)), messages.Select(message => message.Position));
        return [.. messages.Select(message => Encoding.UTF8.GetString(message.Payload.Bytes.Span))];
    }
}
