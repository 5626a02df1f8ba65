using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

public sealed class SessionExchangeTests
{
    private readonly Node _node = new(rules: new ChannelRules().Add("*").Add("said", rule => rule.AcceptSubmissions()));
    private readonly List<ServerReply> _replies = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_needs_no_session()
    {
        var exchange = New(null);
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Probe("xx"), _replies, Stop));
        Assert.Null(await exchange.HandleAsync(ClientIntent.Ping.Instance, _replies, Stop));
        Assert.Null(await exchange.HandleAsync(ClientIntent.Pong.Instance, _replies, Stop));

        Assert.Equal([new ServerReply.Probed("xx"), ServerReply.Pong.Instance], _replies);
        Assert.Null(exchange.Seat);
    }

    [Fact]
    public async Task Without_open_or_token_nothing_else_is_understood()
    {
        ClientIntent[] intents =
        [
            new ClientIntent.Poll(null, null, null, null), new ClientIntent.Subscribe("a", Since.Now), new ClientIntent.Unsubscribe("a"), new ClientIntent.Close(),
            new ClientIntent.Ack(Cursor.Empty), new ClientIntent.Submit(1, "said", Payload.Text("x")),
        ];
        foreach (var intent in intents)
        {
            Assert.Equal(CloseReason.BadMessage, await New(null).HandleAsync(intent, _replies, Stop));
        }
    }

    [Fact]
    public async Task A_second_open_or_poll_is_not_understood()
    {
        var exchange = New(null);
        await exchange.HandleAsync(Open(), _replies, Stop);
        Assert.Equal(CloseReason.BadMessage, await exchange.HandleAsync(Open(), _replies, Stop));
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Poll(null, null, null, null), _replies, Stop));
        Assert.Equal(CloseReason.BadMessage, await exchange.HandleAsync(new ClientIntent.Poll(null, null, null, null), _replies, Stop));
    }

    [Fact]
    public async Task Submitting_with_a_token_takes_no_lease()
    {
        var token = await TokenAsync();
        var exchange = New(token);
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Submit(1, "said", Payload.Text("x")), _replies, Stop));

        Assert.False(exchange.Seat!.HasLease);
        Assert.IsType<ServerReply.Accepted>(_replies[^1]);
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Poll(null, 2, null, null), _replies, Stop));
        Assert.True(exchange.Seat!.HasLease);
    }

    [Fact]
    public async Task A_poll_behind_an_open_moves_and_acknowledges_with_its_positions()
    {
        var start = await _node.StartAsync("a");
        var exchange = New(null);
        await exchange.HandleAsync(Open(), _replies, Stop);
        await exchange.HandleAsync(new ClientIntent.Subscribe("a", Since.After(start)), _replies, Stop);
        var handled = await _node.PublishAsync("a", "one");
        await _node.PublishAsync("a", "two");
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Poll(null, null, Cursor.Of("a", handled), null), _replies, Stop));

        using var lease = _node.Desk.Lease(exchange.Seat!, inline: false);
        var loop = Loop.Run(lease.Reader);
        Assert.Equal(["two"], loop.Texts);
        Assert.Equal(handled, exchange.Seat!.Session.Subscriptions[0].Acked);
    }

    [Fact]
    public async Task What_can_not_be_done_is_refused_and_the_rest_goes_on()
    {
        var exchange = New(null);
        Assert.Null(await exchange.HandleAsync(new ClientIntent.SubscribeInvalid("~x", Refusal.ChannelName), _replies, Stop));
        Assert.Null(await exchange.HandleAsync(new ClientIntent.SubmitInvalid(3, Refusal.ChannelName), _replies, Stop));
        await exchange.HandleAsync(Open(), _replies, Stop);
        Assert.Null(await exchange.HandleAsync(new ClientIntent.Submit(1, "a", Payload.Text("x")), _replies, Stop));

        Assert.Equal(
            ["channel_name", "channel_name", "submit_forbidden"],
            _replies.Select(reply => reply switch
            {
                ServerReply.SubscribeRefused refused => refused.Refusal.Code,
                ServerReply.SubmitRefused refused => refused.Refusal.Code,
                _ => null,
            }).OfType<string>());
    }

    [Fact]
    public async Task Closing_is_a_reason_and_no_reply()
    {
        var exchange = New(await TokenAsync());
        _replies.Clear();
        Assert.Equal(CloseReason.Closed, await exchange.HandleAsync(new ClientIntent.Close(), _replies, Stop));
        Assert.Empty(_replies);
        Assert.Equal(CloseReason.SessionUnknown, await exchange.HandleAsync(new ClientIntent.Subscribe("a", Since.Now), _replies, Stop));
    }

    private SessionExchange New(SessionToken? token) => new(_node.Desk, Caller.Anonymous, token);

    private static ClientIntent.Open Open() => new(null, null, null, null);

    private async Task<SessionToken> TokenAsync()
    {
        await New(null).HandleAsync(Open(), _replies, Stop);
        return ((ServerReply.Opened)_replies[^1]).Token!.Value;
    }
}
