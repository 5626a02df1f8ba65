using Bridge.Messaging;
using Bridge.Migration;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Tests.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Migration;

public sealed class StageBookTests
{
    private static readonly StageRule Intercept = new() { Settings = StageSettings.Of(Stage.Intercept, 25), Allow = ["ann"] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_nothing_is_said_an_endpoint_is_tapped()
    {
        var book = await BookAsync(new Node());
        Assert.Equal("tap", book["board"].Settings.ToString());
    }

    [Fact]
    public async Task A_switch_is_seen_here_at_once_and_on_another_node_within_a_second()
    {
        var node = new Node();
        var other = node.Beside();
        var (here, there) = (await BookAsync(node), await BookAsync(other));

        await here.SwitchAsync("board", Intercept, "ann", Stop);
        Assert.Equal("intercept 25%", here["board"].Settings.ToString());
        Assert.Equal("tap", there["board"].Settings.ToString());

        node.Scheduler.Advance(TimeSpan.FromSeconds(1.1));
        node.Scheduler.RunAll();
        Assert.Equal("intercept 25%", there["board"].Settings.ToString());
        Assert.Equal(["ann"], there["board"].Allow);
        Assert.Equal(new StageChange("board", "tap", "intercept 25%", "ann", Assert.Single(here.Changes).When), Assert.Single(there.Changes));
    }

    [Fact]
    public async Task A_switch_is_told_to_open_pages()
    {
        var node = new Node();
        var book = await BookAsync(node);
        await book.SwitchAsync("board", Intercept, "ann", Stop);

        var told = new List<Message>();
        var head = await node.Log.HeadAsync(StageBook.Channel, Stop);
        await node.Log.ReadAsync(StageBook.Channel, head.Tail, new ReadLimit(10, 10_000), told, Stop);
        Assert.Equal("""{"shape":"board"}""", System.Text.Encoding.UTF8.GetString(Assert.Single(told).Payload.Bytes.Span));
    }

    [Fact]
    public async Task A_restart_keeps_what_was_switched()
    {
        var node = new Node();
        await (await BookAsync(node)).SwitchAsync("board", Intercept, "ann", Stop);
        Assert.Equal("intercept 25%", (await BookAsync(node.Beside()))["board"].Settings.ToString());
    }

    [Fact]
    public async Task The_configuration_is_the_newer_word_once_it_says_something_else()
    {
        var book = await BookAsync(new Node());
        book.Configure(Said("board", "answer"));
        await book.SwitchAsync("board", Intercept, "ann", Stop);
        book.Configure(Said("board", "answer"));
        Assert.Equal("intercept 25%", book["board"].Settings.ToString());

        book.Configure(Said("board", "shadow"));
        Assert.Equal("shadow", book["board"].Settings.ToString());
    }

    [Fact]
    public async Task What_was_switched_can_be_given_back_to_the_configuration()
    {
        var book = await BookAsync(new Node());
        book.Configure(Said("board", "answer 5%"));
        await book.SwitchAsync("board", Intercept, "ann", Stop);
        await book.SwitchAsync("board", null, "bob", Stop);
        Assert.Equal("answer 5%", book["board"].Settings.ToString());
        Assert.Equal(("intercept 25%", "answer 5%", "bob"), (book.Changes[0].From, book.Changes[0].To, book.Changes[0].Who));
    }

    [Fact]
    public async Task Two_who_switch_at_once_are_both_written_down()
    {
        var node = new Node();
        var (here, there) = (await BookAsync(node), await BookAsync(node.Beside()));
        await Task.WhenAll(here.SwitchAsync("board", Intercept, "ann", Stop).AsTask(), there.SwitchAsync("chat", Intercept, "bob", Stop).AsTask());
        node.Scheduler.Advance(TimeSpan.FromSeconds(1.1));
        node.Scheduler.RunAll();
        Assert.All([here, there], book => Assert.Equal(["ann", "bob"], book.Changes.Select(change => change.Who).Order()));
    }

    [Fact]
    public async Task A_record_that_is_none_of_ours_counts_as_none()
    {
        var node = new Node();
        await node.Records.PutAsync(StageRecord.Key, "{}x"u8.ToArray(), 0, TimeSpan.FromDays(1), Stop);
        var book = await BookAsync(node);
        Assert.Equal("tap", book["board"].Settings.ToString());
        await book.SwitchAsync("board", Intercept, "ann", Stop);
        Assert.Equal("intercept 25%", book["board"].Settings.ToString());
    }

    private static async Task<StageBook> BookAsync(Node node)
    {
        var book = new StageBook(node.Records, node.Publisher, node.Wheel, node.Scheduler, NullLogger<StageBook>.Instance);
        await book.StartAsync(Stop);
        return book;
    }

    private static Dictionary<string, StageRule> Said(string shape, string stage) =>
        StageSettings.TryParse(stage, out var settings, out _) ? new() { [shape] = new StageRule { Settings = settings } } : throw new ArgumentException(stage);
}
