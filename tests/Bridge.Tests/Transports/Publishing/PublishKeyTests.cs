using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.Publishing;

/// <summary>A request that is sent again publishes once.</summary>
public sealed class PublishKeyTests
{
    private const string News = "/bridge/channels/news/messages";

    [Fact]
    public async Task The_same_key_with_the_same_body_is_a_duplicate_and_with_another_a_conflict()
    {
        await using var host = await PublishTests.StartAsync();

        using var first = await PublishTests.PostAsync(host, News, "1", "application/json", ("Idempotency-Key", "k"));
        using var again = await PublishTests.PostAsync(host, News, "1", "application/json", ("Idempotency-Key", "k"));
        using var other = await PublishTests.PostAsync(host, News, "2", "application/json", ("Idempotency-Key", "k"));
        using var text = await PublishTests.PostAsync(host, News, "1", "text/plain", ("Idempotency-Key", "k"));

        var position = (await first.ObjectAsync()).Text("position");
        var duplicate = await again.ObjectAsync();
        Assert.Equal((position, "true"), (duplicate.Text("position"), duplicate.Text("duplicate")));
        Assert.Equal((409, "idempotency_conflict"), await other.FaultAsync());
        Assert.Equal((409, "idempotency_conflict"), await text.FaultAsync());
        Assert.Equal(["1"], await PublishTests.ReadAsync(host));
    }

    [Theory]
    [InlineData("0\n2")]
    [InlineData("1\n3")]
    public async Task The_key_of_a_batch_stands_for_every_message_of_it(string other)
    {
        await using var host = await PublishTests.StartAsync();

        using var first = await PublishTests.PostAsync(host, News, "1\n2", "application/x-ndjson", ("Idempotency-Key", "k"));
        using var again = await PublishTests.PostAsync(host, News, "1\n2", "application/x-ndjson", ("Idempotency-Key", "k"));
        using var conflict = await PublishTests.PostAsync(host, News, other, "application/x-ndjson", ("Idempotency-Key", "k"));

        Assert.Equal("true", (await again.ObjectAsync()).Text("duplicate"));
        Assert.Equal((409, "idempotency_conflict"), await conflict.FaultAsync());
        Assert.Equal(["1", "2"], await PublishTests.ReadAsync(host));
    }

    [Theory]
    [InlineData("Idempotency-Key", "")]
    [InlineData("Idempotency-Key", "tab\tinside")]
    [InlineData("Bridge-Tags", "two words")]
    [InlineData("Bridge-Except", "two words")]
    public async Task A_header_that_can_not_be_read_is_refused(string name, string value)
    {
        await using var host = await PublishTests.StartAsync();

        using var refused = await PublishTests.PostAsync(host, News, "1", "application/json", (name, value));
        using var longest = await PublishTests.PostAsync(host, News, "1", "application/json", ("Idempotency-Key", new string('k', 129)));

        Assert.Equal((400, "publish_header"), await refused.FaultAsync());
        Assert.Equal((400, "publish_header"), await longest.FaultAsync());
        Assert.Empty(await PublishTests.ReadAsync(host));
    }

    [Fact]
    public async Task A_key_in_two_header_lines_is_still_a_key()
    {
        await using var host = await PublishTests.StartAsync();
        for (var n = 0; n < 2; n++)
        {
            await using var connection = await RawConnection.OpenAsync(host.Address);
            await connection.SayAsync($"POST {News} HTTP/1.1\nHost: x\nContent-Type: application/json\nIdempotency-Key: a\nIdempotency-Key: b\nContent-Length: 1\n\n1");
            Assert.Contains(n == 0 ? "\"duplicate\":false" : "\"duplicate\":true", (await connection.ReadResponseAsync()).Body);
        }
    }
}
