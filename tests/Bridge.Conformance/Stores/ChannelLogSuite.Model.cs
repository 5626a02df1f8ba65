using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Conformance.Stores;

/// <summary>Random walks beside the model.</summary>
public abstract partial class ChannelLogSuite
{
    /// <summary>How many random walks; a slow store may do with fewer.</summary>
    protected virtual int Walks => 40;

    [Fact]
    public Task A_random_walk_ends_where_the_simplest_model_ends() => Seeds.RunAsync(Walks, async seed =>
    {
        // No multiple of the walk's time step is one of these ages: on the dot a store may decide either way.
        var retention = new Retention
        {
            MaxMessages = 20, MaxBytes = 1024, MaxAge = TimeSpan.FromSeconds(60), DedupeAge = TimeSpan.FromSeconds(300), DedupeKeys = 16,
        };
        await using var store = await StartAsync(retention);
        IChannelLog[] nodes = [(await store.OpenAsync()).Log, (await store.OpenAsync()).Log];
        var epoch = (await nodes[0].HeadAsync(News, Stop)).Head.Epoch;
        var random = new SeededRandom(seed);
        var models = new Dictionary<ChannelName, LogModel> { [News] = new(retention), [Other] = new(retention), ["third"] = new(retention) };
        ChannelName[] names = [.. models.Keys];

        for (var step = 0; step < 300; step++)
        {
            var (log, channel) = (random.Pick(nodes), random.Pick(names));
            var model = models[channel];
            switch (random.Below(8))
            {
                case 0:
                    store.Time.Advance(TimeSpan.FromSeconds(7 * random.Below(6)));
                    break;
                case <= 4:
                    await AppendBothAsync(log, channel, model, random, epoch, store.Time.GetUtcNow());
                    break;
                default:
                    await ReadBothAsync(log, channel, model, random, epoch);
                    break;
            }

            // Every step, so that a store that trims only here and one that also trims at appends agree.
            await log.TrimAsync(Stop);
            Array.ForEach(names, name => models[name].Trim(store.Time.GetUtcNow()));
            Assert.Equal(
                new ChannelHead(new(epoch, model.Head), new(epoch, model.Tail), model.LastCheckpoint, new(epoch, model.LastCheckpointAt)), await log.HeadAsync(channel, Stop));
        }
    });

    private static async Task AppendBothAsync(IChannelLog log, ChannelName channel, LogModel model, SeededRandom random, Epoch epoch, DateTimeOffset now)
    {
        var entries = new Entry[random.OneIn(3) ? 1 + random.Below(8) : 1];
        for (var i = 0; i < entries.Length; i++)
        {
            var key = random.OneIn(2) ? "k" + random.Below(24) : null;
            var size = random.OneIn(20) ? random.Below(1500) : random.Below(100);
            var text = key is null ? new string('x', size) : random.OneIn(10) ? "conflict" : key;
            entries[i] = Entry(text, key, random.OneIn(3) ? "c" + random.Below(6) : null);
        }

        long? expected = random.OneIn(3) ? model.LastCheckpointAt : random.OneIn(8) ? random.Below((int)model.Head + 2) : null;
        var (status, last) = model.Append(entries, expected, now);
        Assert.Equal(new AppendResult(status, new Position(epoch, last)), await log.AppendAsync(channel, entries, expected is { } at ? new Position(epoch, at) : null, Stop));
    }

    private static async Task ReadBothAsync(IChannelLog log, ChannelName channel, LogModel model, SeededRandom random, Epoch epoch)
    {
        var after = new Position(epoch, random.Below((int)model.Head + 3));
        after = random.OneIn(8) ? Foreign(after) : after;
        var limit = new ReadLimit(1 + random.Below(12), random.Below(600));

        GapReason? gap = after.Epoch != epoch ? GapReason.Epoch
            : after.Offset > model.Head ? GapReason.Ahead
            : after.Offset < model.Tail ? model.TrimmedFor
            : null;
        var first = gap is null ? after.Offset : model.Tail;
        var expected = new List<byte[]>();
        long bytes = 0;
        for (var offset = first + 1; offset <= model.Head && expected.Count < limit.Messages; offset++)
        {
            bytes += model[offset].Bytes.Length;
            if (bytes > limit.Bytes && expected.Count > 0)
            {
                break;
            }

            expected.Add(model[offset].Bytes.ToArray());
        }

        var (messages, result) = await ReadAsync(log, channel, after, limit);
        var upTo = new Position(epoch, first + expected.Count);
        Assert.Equal(expected, messages.Select(message => message.Payload.Bytes.ToArray()));
        Assert.All(messages, message => Assert.Equal(model.CheckpointAt(message.Position.Offset), message.Checkpoint));
        Assert.Equal((upTo, upTo.Offset == model.Head, gap), (result.UpTo, result.AtHead, result.Gap));
        Assert.True(gap is null || result.GapResume == new Position(epoch, model.Tail));

        var checkpoint = new Checkpoint("c" + random.Below(6));
        Assert.Equal(model.Find(checkpoint) is { } found ? new Position(epoch, found) : null, await log.FindAsync(channel, checkpoint, Stop));
    }
}
