using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What all store suites need: a store per test and short words for entries.</summary>
public abstract class StoreSuite
{
    protected static readonly ChannelName News = "news";
    protected static readonly ChannelName Other = "other";
    protected static readonly ReadLimit All = new(int.MaxValue, int.MaxValue);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<IStoreFixture> CreateAsync(StoreOptions options);

    protected ValueTask<IStoreFixture> StartAsync(Retention? retention = null) => CreateAsync(new StoreOptions { Retention = retention ?? new Retention() });

    protected static Entry Entry(string text, string? key = null, string? checkpoint = null) =>
        new(Payload.Text(text), Audience.Everyone, key, checkpoint is null ? null : new Checkpoint(checkpoint));

    protected static Entry Sized(int bytes) => new(Payload.Binary(new byte[bytes]), Audience.Everyone);

    protected static string Text(Message message) => Encoding.UTF8.GetString(message.Payload.Bytes.Span);

    protected static async Task<AppendResult> AppendAsync(IChannelLog log, ChannelName channel, params Entry[] entries) =>
        await log.AppendAsync(channel, entries, null, Stop);

    protected static async Task<(List<Message> Messages, ReadResult Result)> ReadAsync(IChannelLog log, ChannelName channel, Position after, ReadLimit? limit = null)
    {
        var messages = new List<Message>();
        var result = await log.ReadAsync(channel, after, limit ?? All, messages, Stop);
        return (messages, result);
    }

    /// <summary>The position before the first message of a channel.</summary>
    protected static async Task<Position> StartOfAsync(IChannelLog log, ChannelName channel) => (await log.HeadAsync(channel, Stop)).Head with { Offset = 0 };

    protected static async Task<string[]> TextsAsync(IChannelLog log, ChannelName channel)
    {
        var (messages, _) = await ReadAsync(log, channel, (await log.HeadAsync(channel, Stop)).Tail);
        return [.. messages.Select(Text)];
    }
}
