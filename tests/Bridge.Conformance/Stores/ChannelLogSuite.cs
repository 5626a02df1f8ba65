using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>Appending and reading: what every <see cref="IChannelLog"/> does.</summary>
public abstract partial class ChannelLogSuite : StoreSuite
{
    [Fact]
    public async Task A_channel_that_never_had_a_message_is_empty()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;

        var head = await log.HeadAsync(News, Stop);
        var (messages, result) = await ReadAsync(log, News, head.Head);

        Assert.Equal(0, head.Head.Offset);
        Assert.Equal(head.Head, head.Tail);
        Assert.Null(head.LastCheckpoint);
        Assert.Empty(messages);
        Assert.Equal(new ReadResult(head.Head, true), result);
        Assert.Null(await log.FindAsync(News, new Checkpoint("c"), Stop));
    }

    [Fact]
    public async Task Offsets_start_at_one_and_have_no_holes_per_channel()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;

        for (var offset = 1; offset <= 20; offset++)
        {
            Assert.Equal(offset, (await AppendAsync(log, News, Entry("n" + offset))).Last.Offset);
            Assert.Equal(offset, (await AppendAsync(log, Other, Entry("o" + offset))).Last.Offset);
        }

        var (messages, _) = await ReadAsync(log, News, await StartOfAsync(log, News));
        Assert.Equal(Enumerable.Range(1, 20).Select(offset => (long)offset), messages.Select(message => message.Position.Offset));
        Assert.Equal(Enumerable.Range(1, 20).Select(offset => "n" + offset), messages.Select(Text));
    }

    [Fact]
    public async Task What_is_read_is_what_was_appended()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var audience = Audience.Tagged("a", "b").But("c");
        Entry[] entries =
        [
            new(Payload.Json("""{"x":1}"""), audience), new(Payload.Text("grüß"), Audience.Everyone), new(Payload.Binary(new byte[] { 0, 255 }), Audience.Everyone.But("c", "d")),
            new(Payload.Binary(default(ReadOnlyMemory<byte>)), Audience.Tagged("a")),
        ];

        var result = await AppendAsync(log, News, entries);

        var (messages, read) = await ReadAsync(log, News, await StartOfAsync(log, News));
        Assert.Equal(AppendStatus.Appended, result.Status);
        Assert.Equal(result.Last, read.UpTo);
        Assert.True(read.AtHead);
        Assert.Equal(entries.Length, messages.Count);
        for (var i = 0; i < entries.Length; i++)
        {
            Assert.Equal(News, messages[i].Channel);
            Assert.Equal(entries[i].Payload.Kind, messages[i].Payload.Kind);
            Assert.Equal(entries[i].Payload.Bytes.ToArray(), messages[i].Payload.Bytes.ToArray());
            Assert.Equal(store.Time.GetUtcNow(), messages[i].Time);
            Assert.Equal(entries[i].Audience.Only.ToArray(), messages[i].Audience.Only.ToArray());
            Assert.Equal(entries[i].Audience.Except.ToArray(), messages[i].Audience.Except.ToArray());
        }
    }

    [Fact]
    public async Task Nothing_is_appended_by_an_empty_batch()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;

        await Assert.ThrowsAnyAsync<ArgumentException>(() => AppendAsync(log, News));
        Assert.Equal(0, (await log.HeadAsync(News, Stop)).Head.Offset);
    }

    [Fact]
    public async Task Reading_stops_at_the_limit_and_goes_on_from_there()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Sized(10), Sized(10), Sized(10), Sized(50));
        var start = await StartOfAsync(log, News);

        var (byCount, first) = await ReadAsync(log, News, start, new ReadLimit(2, 1_000));
        var (byBytes, second) = await ReadAsync(log, News, start, new ReadLimit(10, 29));
        var (exact, third) = await ReadAsync(log, News, start, new ReadLimit(10, 30));
        var (large, fourth) = await ReadAsync(log, News, start.Plus(3), new ReadLimit(10, 1));

        Assert.Equal((2, start.Plus(2), false), (byCount.Count, first.UpTo, first.AtHead));
        Assert.Equal((2, start.Plus(2), false), (byBytes.Count, second.UpTo, second.AtHead));
        Assert.Equal((3, start.Plus(3), false), (exact.Count, third.UpTo, third.AtHead));
        Assert.Equal((1, start.Plus(4), true), (large.Count, fourth.UpTo, fourth.AtHead));
    }

    [Fact]
    public async Task Reading_adds_to_what_the_list_holds()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Entry("n"));
        await AppendAsync(log, Other, Entry("o"));
        var messages = new List<Message>();

        await log.ReadAsync(News, await StartOfAsync(log, News), All, messages, Stop);
        await log.ReadAsync(Other, await StartOfAsync(log, Other), All, messages, Stop);

        Assert.Equal(["n", "o"], messages.Select(Text));
    }

    [Fact]
    public async Task A_position_of_another_epoch_is_a_gap_and_what_is_kept_follows()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 2 });
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, Entry("1"), Entry("2"), Entry("3"))).Last;
        var foreign = Foreign(last);

        var (messages, result) = await ReadAsync(log, News, foreign with { Offset = 2 });
        var (_, unknown) = await ReadAsync(log, Other, foreign);

        Assert.Equal(["2", "3"], messages.Select(Text));
        Assert.Equal(new ReadResult(last, true, GapReason.Epoch, last with { Offset = 1 }), result);
        Assert.Equal(GapReason.Epoch, unknown.Gap);
        Assert.Equal(last with { Offset = 0 }, unknown.GapResume);
    }

    [Fact]
    public async Task A_position_that_was_never_given_out_is_a_gap_and_what_is_kept_follows()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 2 });
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, Entry("1"), Entry("2"), Entry("3"))).Last;

        var (messages, result) = await ReadAsync(log, News, last.Plus(1));
        var (_, farthest) = await ReadAsync(log, News, last with { Offset = Position.MaxOffset });

        Assert.Equal(["2", "3"], messages.Select(Text));
        Assert.Equal(new ReadResult(last, true, GapReason.Ahead, last with { Offset = 1 }), result);
        Assert.Equal(GapReason.Ahead, farthest.Gap);
    }

    [Fact]
    public async Task A_read_with_a_gap_keeps_to_the_limit()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, Entry("1"), Entry("2"), Entry("3"))).Last;

        var (messages, result) = await ReadAsync(log, News, last.Plus(5), new ReadLimit(1, 100));

        Assert.Equal(["1"], messages.Select(Text));
        Assert.Equal((last with { Offset = 1 }, false), (result.UpTo, result.AtHead));
    }

    protected static Position Foreign(Position position) =>
        new(position.Epoch == new Epoch(12345) ? new Epoch(54321) : new Epoch(12345), position.Offset);
}
