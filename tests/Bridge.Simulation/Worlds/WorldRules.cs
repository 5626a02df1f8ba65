using Bridge.Messaging;
using Bridge.Simulation.Nodes;
using Bridge.Transports.Limits;

namespace Bridge.Simulation.Worlds;

/// <summary>The options of every node, all waits a tenth of the usual ones; and the channels: c0 … are published to, h0 has a handler, i0 an idempotent one, f0 is fed by a backend.</summary>
internal static class WorldRules
{
    public const string Handled = "h0";
    public const string Repeatable = "i0";
    public const string Fed = "f0";

    public static BridgeOptions Of(World world)
    {
        var options = new BridgeOptions { Retention = world.Scenario.Retention };
        var sessions = options.Sessions;
        sessions.Lifetime = TimeSpan.FromMilliseconds(world.Scenario.LifetimeMs);
        sessions.Hold = TimeSpan.FromMilliseconds(2_500);
        sessions.PingInterval = TimeSpan.FromMilliseconds(1_500);
        sessions.SilenceLimit = TimeSpan.FromMilliseconds(7_500);
        sessions.NoProgressLimit = TimeSpan.FromMilliseconds(3_000);
        sessions.AckInterval = TimeSpan.FromMilliseconds(100);
        sessions.SubmissionTimeout = TimeSpan.FromMilliseconds(2_000);
        sessions.RecheckInterval = TimeSpan.FromMilliseconds(1_500);
        sessions.SweepInterval = TimeSpan.FromMilliseconds(500);
        sessions.WindowMessages = world.Scenario.WindowMessages;
        sessions.WindowBytes = world.Scenario.WindowBytes;
        options.Limits.Messages = new Rate(10, 5); // so low that clients run into them, and must lose nothing by it
        options.Limits.IdlePolls = new Rate(5, 5);
        options.Upstream.Lease = TimeSpan.FromMilliseconds(800);
        options.Upstream.Linger = TimeSpan.FromMilliseconds(1_000);
        options.Upstream.FirstRetry = TimeSpan.FromMilliseconds(100);
        options.Upstream.LongestRetry = TimeSpan.FromMilliseconds(3_000);
        options.LongPolling.LifeSignInterval = TimeSpan.FromMilliseconds(800);
        options.WebSockets.WriteTimeout = TimeSpan.FromMilliseconds(3_000);
        options.WebSockets.CloseTimeout = TimeSpan.FromMilliseconds(200);
        options.Channels
            .Add("c*", rule => rule.Authorize(Grant).AcceptSubmissions())
            .Add(Fed, rule => rule.Authorize(Grant))
            .Add(Handled, rule => rule.Authorize(Grant).Handle(services => ((Node)services).Handler(idempotent: false)))
            .Add(Repeatable, rule => rule.Authorize(Grant).Handle(services => ((Node)services).Handler(idempotent: true)));
        world.Users?.Declare(options);
        return options;
    }

    /// <summary>The tag that the door grants to a user in a channel.</summary>
    public static string TagOf(string user) => user.Length > 0 && (user[^1] & 1) == 0 ? "even" : "odd";

    private static ValueTask<ChannelGrant> Grant(ChannelAccess access, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ChannelGrant.With(TagOf(access.User.Identity?.Name ?? "")));
}
