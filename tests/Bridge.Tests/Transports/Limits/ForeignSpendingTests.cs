using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Tests.Sessions;
using Bridge.Transports.Limits;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Transports.Limits;

/// <summary>What somebody does with a token that isn't his costs its owner nothing, and tells him nothing of what its owner does.</summary>
public sealed class ForeignSpendingTests
{
    private static readonly List<ClientIntent> Ping = [ClientIntent.Ping.Instance];
    private static readonly List<ClientIntent> Poll = [new ClientIntent.Poll(null, null, null, null)];

    [Fact]
    public void A_thief_spends_his_own()
    {
        var node = new Node();
        var meter = new BridgeMeter(node.Meters);
        var options = new LimitOptions { Messages = new Rate(1, 3), IdlePolls = new Rate(1, 3) };
        var limits = new SessionLimits(options, node.Scheduler, new LimitAlarm(node.Scheduler, meter, NullLogger<LimitAlarm>.Instance));
        var (token, alice, bob) = (new SessionToken("alice's").Hash(), Node.User("alice"), Node.User("bob"));

        while (limits.Admits(token, bob, Ping))
        {
            // until he has spent all
        }

        Assert.True(limits.Admits(token, alice, Ping));
        for (var poll = 0; poll < 10; poll++)
        {
            limits.Idled(token, alice);
        }

        Assert.False(limits.Admits(token, alice, Poll));
        Assert.True(limits.Admits(token, bob, Poll));
    }
}
