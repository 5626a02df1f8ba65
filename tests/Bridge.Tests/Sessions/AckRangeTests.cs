using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Sessions;

/// <summary>Acknowledgements that can't be: ignored, nothing trimmed, the session alive.</summary>
public sealed class AckRangeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Offsets in the log's epoch (it stands at 3), or whole positions.</summary>
    public static TheoryData<string> Impossible() => new(
        "+4", "+2147483648", "+9007199254740991", "aaaaaaaa-1", "aaaaaaaa-9007199254740991", "+0");

    /// <summary>What is no position at all.</summary>
    public static TheoryData<string> Nonsense() => new(
        "\"+9007199254740992\"", "\"+18446744073709551616\"", "\"+-1\"", "\"+1.5\"", "\"+01\"", "\"7\"", "7", "-1", "null", "NaN", "\"\"", "\"+1 \"", "[]", "{}");

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task An_impossible_acknowledgement_is_ignored(string ack)
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.AckInterval = TimeSpan.FromMilliseconds(50));
        var (polls, first) = await PublishThreeAsync(host);
        var position = ack.Replace("+", first.Epoch + "-");
        await using var socket = await NativeSocket.OpenAsync(host);
        var opened = await socket.AskAsync("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\",\"since\":\"oldest\"}]}", "opened");
        await polls.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{first}\"}}}}");

        await socket.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{position}\"}}}}");
        Assert.Empty(await polls.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{position}\",\"undeclared\":\"{position}\"}}}}"));

        Assert.Equal("pong", (await socket.AskAsync("{\"type\":\"ping\"}", "pong")).Text("type"));
        Assert.Equal(["2", "3"], (await polls.PollAsync("{\"type\":\"poll\"}")).OfType("message").Select(message => message.Text("data"))); // it stands where it stood
        Assert.Equal(3, (await host.Services.GetRequiredService<IChannelReader>().ReadAsync("news", Since.Oldest, cancellationToken: Stop)).Messages.Count);
        var standings = await host.Services.GetRequiredService<IAcknowledgements>().ListAsync("news", Stop);
        Assert.All(standings, standing => Assert.InRange(standing.Acked.Offset, 0, standing.Session.Value == opened.Text("session") ? 0 : 1));
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_is_no_position_is_bad_message_and_changes_nothing(string ack)
    {
        await using var host = await TestHost.StartAsync();
        var (polls, first) = await PublishThreeAsync(host);
        var body = $"{{\"type\":\"ack\",\"positions\":{{\"news\":{ack.Replace("+", first.Epoch + "-")}}}}}";

        Assert.Equal((400, "bad_message"), await polls.FaultAsync("/bridge/send", body));
        Assert.Equal((400, "bad_message"), await polls.FaultAsync("/bridge/poll", body));
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");
        await socket.SendAsync(body);
        Assert.Equal((4400, "bad_message"), await socket.NextCloseAsync());

        Assert.Equal(3, (await polls.PollAsync("{\"type\":\"poll\"}")).OfType("message").Count());
    }

    [Fact]
    public async Task A_position_lower_than_the_acknowledged_one_moves_nothing_back()
    {
        await using var host = await TestHost.StartAsync();
        var (polls, first) = await PublishThreeAsync(host);
        await polls.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{first with { Offset = 2 }}\"}}}}");

        for (var n = 0; n < 20; n++)
        {
            Assert.Empty(await polls.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{first}\"}}}}"));
        }

        Assert.Equal(["3"], (await polls.PollAsync("{\"type\":\"poll\"}")).OfType("message").Select(message => message.Text("data")));
    }

    [Theory]
    [InlineData("+99", "ahead")]
    [InlineData("aaaaaaaa-1", "epoch")]
    public async Task A_cursor_that_can_not_be_is_a_gap_in_a_normal_batch(string cursor, string reason)
    {
        await using var host = await TestHost.StartAsync();
        var (polls, first) = await PublishThreeAsync(host);

        var answer = await polls.PollAsync($"{{\"type\":\"poll\",\"positions\":{{\"news\":\"{cursor.Replace("+", first.Epoch + "-")}\"}}}}");

        Assert.Equal("gap message message message", answer.Types());
        Assert.Equal((reason, $"{first.Epoch}-0"), (answer[0]!.Text("reason"), answer[0]!.Text("position")));
    }

    private static async Task<(NativePolls Polls, Position First)> PublishThreeAsync(TestHost host)
    {
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var first = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        await host.Publisher.PublishAsync("news", Payload.Json("2"), cancellationToken: Stop);
        await host.Publisher.PublishAsync("news", Payload.Json("3"), cancellationToken: Stop);
        return (polls, first);
    }
}
