using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class ChannelRulesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("news", "news")]
    [InlineData("news2", "n*")]
    [InlineData("room:1", "room:*")]
    [InlineData("room:vip:1", "room:vip:*")]
    [InlineData("room", null)]
    [InlineData("News", null)]
    public void The_most_specific_rule_counts(string channel, string? pattern)
    {
        var rules = new ChannelRules().Add("n*").Add("room:*").Add("room:vip:*").Add("news");
        Assert.Equal(pattern, rules.Find(channel)?.Pattern);
        Assert.Equal(4, rules.Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("a b")]
    [InlineData("~ours")]
    [InlineData("~*")]
    public void What_is_no_pattern_is_refused_by_name(string pattern) =>
        Assert.Contains($"'{pattern}'", Assert.Throws<ArgumentException>(() => new ChannelRules().Add(pattern)).Message);

    [Fact]
    public void A_pattern_is_declared_once()
    {
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => new ChannelRules().Add("a").Add("a")).Message);
        Assert.Contains("'a*'", Assert.Throws<ArgumentException>(() => new ChannelRules().Add("a*").Add("a*")).Message);
    }

    [Fact]
    public async Task The_channels_own_rule_is_asked_before_the_applications_authorizer()
    {
        var rules = new ChannelRules().Add("own", rule => rule.Authorize(access => access.User.Identity?.IsAuthenticated == true)).Add("else");
        var authorizer = new Authorizer();
        authorizer.Refused.Add("else");
        var door = new ChannelDoor(rules, authorizer);

        Assert.True(await AllowsAsync(door, Node.User("ann"), "own"));
        Assert.False(await AllowsAsync(door, Caller.Anonymous, "own"));
        Assert.False(await AllowsAsync(door, Node.User("ann"), "else"));
        Assert.False(await AllowsAsync(door, Node.User("ann"), "undeclared"));
        Assert.False((await door.AskAsync(Node.User("ann"), "own", ChannelOperation.Submit, Stop)).Allowed);
    }

    [Fact]
    public void A_reader_has_its_sessions_its_users_and_the_granted_tags()
    {
        var tags = ChannelDoor.Tags(Node.User("ann"), new SessionId("s1"), TagSet.Of("vip"));
        Assert.Equal(["session:s1", "user:ann", "vip"], tags.Tags.ToArray());
        Assert.Same(TagSet.None, ChannelDoor.Tags(Caller.Anonymous, null, TagSet.None));
    }

    [Fact]
    public async Task The_applications_own_look_into_a_channel()
    {
        var node = new Node(rules: new ChannelRules().Add("a"), retention: new Retention { MaxMessages = 3 });
        var reader = new ChannelReader(node.Rules, node.Log);
        var snapshot = await reader.SnapshotAsync("a", async _ => (await node.PublishAsync("a", "meanwhile")).Offset, Stop);
        Assert.Equal((1, 0), (snapshot.State, snapshot.Position.Offset)); // in both, never in neither

        await node.PublishAsync("a", "for one", Audience.Tagged("x"));
        await node.PublishAsync("a", "for all");
        var read = await reader.ReadAsync("a", Since.After(snapshot.Position), 10, Stop);
        Assert.Equal(["meanwhile", "for all"], read.Messages.Select(Node.Text));
        Assert.Equal((3, null), (read.Position.Offset, read.Gap));

        await node.PublishAsync("a", "pushes the first one out");
        Assert.Equal(GapReason.Evicted, (await reader.ReadAsync("a", Since.After(snapshot.Position), 10, Stop)).Gap?.Reason);
        Assert.Equal("channel_forbidden", (await Assert.ThrowsAsync<BridgeException>(async () => await reader.HeadAsync("b", Stop))).Refusal.Code);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await reader.ReadAsync("a", Since.Now, 0, Stop));
    }

    private static async Task<bool> AllowsAsync(ChannelDoor door, Caller caller, ChannelName channel) =>
        (await door.AskAsync(caller, channel, ChannelOperation.Subscribe, Stop)).Allowed;
}
