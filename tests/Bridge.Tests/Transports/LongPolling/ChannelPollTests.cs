using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.LongPolling;

/// <summary>A poll without a session.</summary>
public sealed class ChannelPollTests
{
    private const string News = "/bridge/channels/news/messages";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("after=", "position")]
    [InlineData("after=yesterday", "position")]
    [InlineData("after=last:", "position")]
    [InlineData("after=last:-1", "position")]
    [InlineData("after=last:1e3", "position")]
    [InlineData("after=now&after=now", "position")]
    [InlineData("after=aaaaaaaa-9007199254740992", "position")]
    [InlineData("wait=", "wait")]
    [InlineData("wait=5", "wait")]
    [InlineData("wait=s", "wait")]
    [InlineData("wait=-1s", "wait")]
    [InlineData("wait=1.5s", "wait")]
    [InlineData("wait=61s", "wait")]
    [InlineData("wait=60001ms", "wait")]
    [InlineData("wait=5sms", "wait")]
    [InlineData("wait=5mss", "wait")]
    [InlineData("wait=5 s", "wait")]
    [InlineData("wait=99999999999s", "wait")]
    [InlineData("wait=5%00s", "wait")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=5%00", "limit")]
    [InlineData("limit=", "limit")]
    public async Task A_parameter_that_can_not_be_read_is_named(string query, string error)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Http.GetAsync($"{News}?{query}", Patience.Token);

        Assert.Equal((400, error), await response.FaultAsync());
    }

    [Theory]
    [InlineData("after=oldest", "1 2 3 4 5")]
    [InlineData("after=last:2", "4 5")]
    [InlineData("after=last:99", "1 2 3 4 5")]
    [InlineData("after=last:0&wait=0s", "")]
    [InlineData("after=now&wait=0s", "")]
    [InlineData("after=oldest&limit=2", "1 2")]
    [InlineData("after=oldest&limit=1000&wait=1500ms", "1 2 3 4 5")]
    public async Task It_reads_from_where_it_is_told_and_its_cursor_goes_on_from_there(string query, string expected)
    {
        await using var host = await TestHost.StartAsync();
        for (var n = 1; n <= 5; n++)
        {
            await host.Publisher.PublishAsync("news", Payload.Json($"{n}"), cancellationToken: Stop);
        }

        var answer = await ReadAsync(host, query);
        var rest = await ReadAsync(host, $"after={answer.Text("cursor")}&wait=0s");

        Assert.Equal(expected, Shown(answer));
        Assert.Equal(query.Contains("limit=2") ? "3 4 5" : "", Shown(rest));
    }

    [Fact]
    public async Task A_parked_poll_is_answered_when_a_message_for_everyone_comes_and_not_before()
    {
        await using var host = await TestHost.StartAsync();

        var parked = ReadAsync(host, "");
        await host.ParkedAsync();
        await host.Publisher.PublishAsync("news", Payload.Json("\"few\""), Audience.Tagged("few"), cancellationToken: Stop);
        var position = await host.Publisher.PublishAsync("news", Payload.Json("\"all\""), cancellationToken: Stop);

        Assert.Equal("all", Shown(await parked));
        Assert.Equal(position.ToString(), (await parked).Text("cursor"));
    }

    [Fact]
    public async Task What_is_not_for_this_reader_moves_its_cursor_all_the_same()
    {
        await using var host = await TestHost.StartAsync();
        var position = await host.Publisher.PublishAsync("news", Payload.Json("\"few\""), Audience.Tagged("few"), cancellationToken: Stop);

        Assert.Equal(position.ToString(), (await ReadAsync(host, "after=oldest&wait=100ms")).Text("cursor"));
    }

    [Fact]
    public async Task A_gap_is_told_with_its_reason_and_the_cursor_goes_on_behind_it()
    {
        await using var host = await TestHost.StartAsync(options => options.Retention = new Retention { MaxMessages = 2 });
        var first = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        for (var n = 2; n <= 5; n++)
        {
            await host.Publisher.PublishAsync("news", Payload.Json($"{n}"), cancellationToken: Stop);
        }

        var evicted = await ReadAsync(host, $"after={first}");
        var ahead = await ReadAsync(host, $"after={first with { Offset = 99 }}");
        var foreign = await ReadAsync(host, "after=aaaaaaaa-1");

        Assert.Equal(("evicted", "3", "4 5"), (evicted["gap"]!.Text("reason"), evicted["gap"]!.Text("position")!.Split('-')[1], Shown(evicted)));
        Assert.Equal("ahead", ahead["gap"]!.Text("reason"));
        Assert.Equal("epoch", foreign["gap"]!.Text("reason"));
        Assert.Equal(evicted.Text("cursor"), foreign.Text("cursor"));
    }

    [Fact]
    public async Task When_the_server_stops_a_parked_poll_is_answered_with_its_cursor()
    {
        await using var host = await TestHost.StartAsync();
        var parked = ReadAsync(host, "");
        await host.ParkedAsync();

        var stopping = host.StopAsync();

        Assert.Equal("", Shown(await parked));
        Assert.NotNull((await parked).Text("cursor"));
        await stopping;
    }

    [Fact]
    public async Task Who_goes_away_leaves_nothing_waiting()
    {
        await using var host = await TestHost.StartAsync();
        using var giveUp = new CancellationTokenSource();
        var parked = host.Http.GetAsync(News, giveUp.Token);
        await host.ParkedAsync();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parked);
        await host.Requests.EndedAsync(News);
        await host.EmptyAsync();
        Assert.Empty(host.Logs.Errors);
    }

    private static async Task<JsonObject> ReadAsync(TestHost host, string query)
    {
        using var response = await host.Http.GetAsync($"{News}?{query}", Patience.Token);
        return await response.ObjectAsync();
    }

    private static string Shown(JsonObject answer) => string.Join(' ', answer["messages"]!.AsArray().OfType<JsonObject>().Select(message => message.Text("data")));
}
