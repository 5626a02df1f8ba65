using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class PublisherTests
{
    private readonly Node _node = new(rules: new ChannelRules().Add("news").Add("user:*"), retention: new Retention { StoreBytes = 200_000 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1", true)]
    [InlineData(" {\"a\":[null,true,1e9]} ", true)]
    [InlineData("\"\\uD83D\\uDE00\"", true)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("1 2", false)]
    [InlineData("{a:1}", false)]
    [InlineData("[1,]", false)]
    [InlineData("/* */1", false)]
    [InlineData("\"\\uD83D\"", false)]
    [InlineData("NaN", false)]
    public void Json_is_checked_once(string json, bool valid) => Assert.Equal(valid, _node.Publisher.Fault(Payload.Json(json)) is null);

    [Fact]
    public void Bytes_that_are_no_text_are_no_json_either()
    {
        // In a text frame they would make every browser close its socket (RFC 6455 section 8.1), again and again.
        Assert.Equal(Refusal.Json, _node.Publisher.Fault(Payload.Json((byte[])[(byte)'"', 0xFF, (byte)'"'])));
        Assert.Equal(Refusal.Json, _node.Publisher.Fault(Payload.Json((byte[])[(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'])));
        Assert.Equal(Refusal.Json, _node.Publisher.Fault(new Payload(new byte[] { 0xC3 }, PayloadKind.Text)));
        Assert.Null(_node.Publisher.Fault(Payload.Binary(new byte[] { 0xFF })));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Json_nests_so_deep_at_most(int depth, bool valid) =>
        Assert.Equal(valid, _node.Publisher.Fault(Payload.Json(new string('[', depth) + new string(']', depth))) is null);

    [Fact]
    public void A_payload_has_a_limit()
    {
        Assert.Null(_node.Publisher.Fault(Payload.Binary(new byte[64 << 10])));
        Assert.Equal(Refusal.PayloadTooLarge, _node.Publisher.Fault(Payload.Binary(new byte[(64 << 10) + 1])));
    }

    [Fact]
    public async Task The_same_key_is_appended_once_and_with_another_payload_refused()
    {
        var first = await _node.Publisher.PublishAsync("news", Payload.Text("a"), null, "k", Stop);
        Assert.Equal(first, await _node.Publisher.PublishAsync("news", Payload.Text("a"), null, "k", Stop));
        Assert.Equal("idempotency_conflict", await RefusedAsync("news", Payload.Text("b"), "k"));
    }

    [Fact]
    public async Task A_batch_is_appended_whole_and_once()
    {
        Payload[] three = [Payload.Text("a"), Payload.Text("a"), Payload.Text("b")];
        var first = await _node.Publisher.PublishAsync("news", three, null, "k", Stop);
        var second = await _node.Publisher.PublishAsync("news", three, null, "k", Stop);

        Assert.Equal((3, false), (first.Last.Offset, first.Duplicate));
        Assert.Equal(first with { Duplicate = true }, second);
    }

    [Fact]
    public async Task What_can_not_be_accepted_is_refused_with_the_reason()
    {
        Assert.Equal("channel_forbidden", await RefusedAsync("other", Payload.Text("a")));
        Assert.Equal("json", await RefusedAsync("news", Payload.Json("{")));
        for (var n = 0; n < 3; n++)
        {
            await _node.PublishAsync("user:" + n, 64 << 10);
        }

        Assert.Equal("store_full", await RefusedAsync("news", Payload.Binary(new byte[64 << 10])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("a\n")]
    public Task A_key_is_printable_ascii(string key) =>
        Assert.ThrowsAsync<ArgumentException>(async () => await _node.Publisher.PublishAsync("news", Payload.Text("a"), null, key, Stop));

    [Fact]
    public async Task An_empty_batch_is_a_mistake_of_the_caller() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Publisher.PublishAsync("news", [], null, null, Stop));

    [Fact]
    public async Task Only_what_was_appended_is_hinted_at()
    {
        var hints = new List<Signal>();
        using var listening = _node.Store.Backplane.Listen(hints.Add);
        var position = await _node.Publisher.PublishAsync("news", Payload.Text("a"), null, "k", Stop);
        await _node.Publisher.PublishAsync("news", Payload.Text("a"), null, "k", Stop);

        Assert.Equal([Signal.News("news", position)], hints);
    }

    private async Task<string> RefusedAsync(ChannelName channel, Payload payload, string? key = null) =>
        (await Assert.ThrowsAsync<BridgeException>(async () => await _node.Publisher.PublishAsync(channel, payload, null, key, Stop))).Refusal.Code;
}
