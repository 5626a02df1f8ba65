using System.Text;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>Short words for opening stores and for what stands in them.</summary>
internal static class Stores
{
    public static readonly ChannelName News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SqliteStore Open(this Folder folder, Retention? retention = null, TimeProvider? time = null, ulong seed = 1) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = folder.Database }, retention ?? new Retention(), time ?? new ManualTime(), new SeededRandom(seed));

    public static async Task<Position> AppendAsync(this SqliteStore store, string text, string? key = null, string? checkpoint = null)
    {
        var entry = new Entry(Payload.Text(text), Audience.Everyone, key, checkpoint is null ? null : new Checkpoint(checkpoint));
        var result = await store.Log.AppendAsync(News, new[] { entry }, null, Stop);
        Assert.Equal(AppendStatus.Appended, result.Status);
        return result.Last;
    }

    /// <summary>All that is kept of a channel, after a check that its offsets have no holes.</summary>
    public static async Task<string[]> TextsAsync(this SqliteStore store, ChannelName? channel = null)
    {
        var head = await store.Log.HeadAsync(channel ?? News, Stop);
        var messages = new List<Message>();
        var result = await store.Log.ReadAsync(channel ?? News, head.Tail, new ReadLimit(int.MaxValue, int.MaxValue), messages, Stop);
        Assert.Equal((head.Head, true, null), (result.UpTo, result.AtHead, result.Gap));
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(n => head.Tail.Plus(n)), messages.Select(message => message.Position));
        return [.. messages.Select(message => Encoding.UTF8.GetString(message.Payload.Bytes.Span))];
    }

    /// <summary>Asks the file itself.</summary>
    public static long Ask(this Folder folder, string sql)
    {
        using var connection = Connections.OpenReader(folder.Database);
        return Connections.Number(connection, sql);
    }
}
