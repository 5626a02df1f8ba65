using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class AnswerDeskTests
{
    private readonly Node _node = new();
    private readonly List<Message> _read = [];
    private readonly CancellationTokenSource _stopping = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_came_after_a_checkpoint_is_read_at_once_and_ends_where_a_checkpoint_stands()
    {
        await AppendAsync("c1", "a");
        await AppendAsync("c3", "b", "c");
        await AppendAsync(null, "no upstream answer's");

        Assert.Equal(AnswerStatus.News, await Ask("c1"));
        Assert.Equal(["b", "c"], Texts);
        Assert.Equal("c3", _read[^1].Checkpoint?.Text);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 4)]
    public async Task A_limit_leaves_out_whole_answers_only(int limit, int expected)
    {
        await AppendAsync("c0", "start");
        await AppendAsync("c1", "a");
        await AppendAsync("c2", "b", "c");
        await AppendAsync("c3", "d");

        Assert.Equal(AnswerStatus.News, await Ask("c0", limit: limit));
        Assert.Equal(expected, _read.Count);
    }

    [Fact]
    public async Task An_answer_longer_than_a_batch_is_not_cut_and_one_longer_than_the_limit_is_for_the_backend()
    {
        await AppendAsync("c0", "start");
        await AppendAsync("c1", [.. Enumerable.Range(0, 300).Select(n => n + new string('x', 1_000))]);

        Assert.Equal(AnswerStatus.Unknown, await Ask("c0", limit: 10));
        _read.Clear();
        Assert.Equal(AnswerStatus.News, await Ask("c0", limit: 300));
        Assert.Equal(300, _read.Count);
    }

    [Fact]
    public async Task Who_has_everything_waits_and_is_answered_by_the_next_append()
    {
        await AppendAsync("c1", "a");
        var asked = Ask("c1");
        _node.Scheduler.RunAll();
        Assert.False(asked.IsCompleted);

        await AppendAsync("c2", "b");
        _node.Scheduler.RunAll();
        Assert.Equal(AnswerStatus.News, await asked);
        Assert.Equal(["b"], Texts);
    }

    [Fact]
    public async Task A_wait_that_is_over_or_cut_short_by_the_end_of_the_server_brings_nothing()
    {
        await AppendAsync("c1", "a");
        var (over, cut) = (Ask("c1", wait: 5), Ask("c1", wait: 500));
        _node.Scheduler.RunAll();
        _node.Scheduler.Advance(TimeSpan.FromSeconds(5.2));
        Assert.Equal(AnswerStatus.Nothing, await over);
        Assert.False(cut.IsCompleted);

        await _stopping.CancelAsync();
        _node.Scheduler.RunAll();
        Assert.Equal(AnswerStatus.Nothing, await cut);
    }

    [Fact]
    public async Task A_cursor_that_the_log_does_not_hold_is_for_the_backend()
    {
        await AppendAsync("c1", "a");

        Assert.Equal(AnswerStatus.Unknown, await Ask("c9"));
        Assert.Equal(AnswerStatus.Unknown, await Ask("c"));
        Assert.Empty(_read);
    }

    [Fact]
    public async Task A_cursor_that_is_on_its_way_is_waited_for_a_moment()
    {
        await AppendAsync("c1", "a");
        var (early, lost) = (Ask("c2", patience: 1), Ask("c9", patience: 1));
        _node.Scheduler.RunAll();
        await AppendAsync("c2", "b");
        await AppendAsync("c3", "c");
        _node.Scheduler.RunAll();

        Assert.Equal(AnswerStatus.News, await early);
        Assert.Equal(["c"], Texts);
        Assert.False(lost.IsCompleted);
        _node.Scheduler.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(AnswerStatus.Unknown, await lost);
    }

    [Fact]
    public async Task Nobody_waits_any_more_once_it_is_answered()
    {
        await AppendAsync("c1", "a");
        await Ask("c9");
        await Ask("c1", wait: 0);

        Assert.Equal(0, _node.Waiters.Channels);
    }

    private IEnumerable<string> Texts => _read.Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Bytes.Span));

    private Task<AnswerStatus> Ask(string after, int limit = 1_000, double wait = 25, double patience = 0) => new AnswerDesk(_node.Waiters, _node.Log, _node.Scheduler, _node.Wheel)
        .ReadAsync(new AnswerQuery("a", new Checkpoint(after), TimeSpan.FromSeconds(wait), limit, TimeSpan.FromSeconds(patience)), _read, _stopping.Token, Stop).AsTask();

    private async Task AppendAsync(string? checkpoint, params string[] texts) => await _node.Publisher.AppendAsync(
        "a", texts.Select((text, n) => new Entry(Payload.Text(text), Audience.Everyone, Checkpoint: checkpoint is null || n < texts.Length - 1 ? null : new Checkpoint(checkpoint))).ToArray(), null, Stop);
}
