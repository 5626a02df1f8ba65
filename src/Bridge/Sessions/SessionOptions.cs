using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What sessions may do and how long they live.</summary>
public sealed class SessionOptions
{
    /// <summary>How long a session that nobody visits is kept. Default 5 minutes, 10 seconds to 30 days.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Sessions at most, over all users. Default 100 000, 1 to 100 million.</summary>
    public int MaxSessions { get; set; } = 100_000;

    /// <summary>Sessions of one user at most: whoever begins one more loses the one that was visited longest ago. Default 200, 1 to 10 000. Sessions of nobody are not counted.</summary>
    public int MaxSessionsPerUser { get; set; } = 200;

    /// <summary>Subscriptions per session. Default 100, 1 to 10 000.</summary>
    public int MaxSubscriptions { get; set; } = 100;

    /// <summary>Bytes of one payload, in and out. Default 64 KiB, 16 bytes to 16 MiB.</summary>
    public int MaxPayloadBytes { get; set; } = 64 << 10;

    /// <summary>How deep JSON may nest. Default 32, 1 to 512.</summary>
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>Messages that may stand unacknowledged on a socket. Default 1 000, 1 to 100 000.</summary>
    public int WindowMessages { get; set; } = 1_000;

    /// <summary>Payload bytes that may stand unacknowledged on a socket. Default 256 KiB, 1 KiB to 64 MiB.</summary>
    public int WindowBytes { get; set; } = 256 << 10;

    /// <summary>How long that window may stay full before the socket is closed (<c>no_progress</c>). Default 30 s, 100 ms to 1 hour.</summary>
    public TimeSpan NoProgressLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a socket's acknowledgements reach the store. Default 1 s, 50 ms to 1 minute.</summary>
    public TimeSpan AckInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a poll is held when there is no news; each one 10 % more or less. Default 25 s, 100 ms to 10 minutes.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How often a quiet socket carries a ping. Default 15 s, 100 ms to 10 minutes.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may be silent on a socket; hidden tabs run their timers once a minute. Default 75 s, 200 ms to 1 hour.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a submission's handler may take. Default 30 s, 100 ms to 1 hour.</summary>
    public TimeSpan SubmissionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the claim and the outcomes of a session's submissions are kept after the last of them, and at least twice <see cref="Lifetime"/>: a retry that comes later
    /// would run again. Default 1 hour, 1 second to 30 days.</summary>
    public TimeSpan OutcomeLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a channel that somebody waits in is looked at without a hint; a lost hint delays messages by at most so much. Default 15 s, 100 ms to 10 minutes.</summary>
    public TimeSpan RecheckInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often old messages and sessions are cleared away. Default 5 s, 100 ms to 10 minutes.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node that is told to end goes on serving while it sends its clients to other nodes, a few at a time: longer than a balancer takes to notice that it isn't ready any more. Default 2 s, none to 5 minutes;
    /// the host's own <c>ShutdownTimeout</c> (30 s) counts, too.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(2);

    internal void Check(OptionFaults faults, string path = "Sessions") => faults
        .Between($"{path}.{nameof(Lifetime)}", Lifetime, TimeSpan.FromSeconds(10), TimeSpan.FromDays(30))
        .Between($"{path}.{nameof(MaxSessions)}", MaxSessions, 1, 100_000_000)
        .Between($"{path}.{nameof(MaxSessionsPerUser)}", MaxSessionsPerUser, 1, 10_000)
        .Between($"{path}.{nameof(MaxSubscriptions)}", MaxSubscriptions, 1, 10_000)
        .Between($"{path}.{nameof(MaxPayloadBytes)}", MaxPayloadBytes, 16, 16 << 20)
        .Between($"{path}.{nameof(MaxJsonDepth)}", MaxJsonDepth, 1, 512)
        .Between($"{path}.{nameof(WindowMessages)}", WindowMessages, 1, 100_000)
        .Between($"{path}.{nameof(WindowBytes)}", WindowBytes, 1 << 10, 64 << 20)
        .Between($"{path}.{nameof(NoProgressLimit)}", NoProgressLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1))
        .Between($"{path}.{nameof(AckInterval)}", AckInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1))
        .Between($"{path}.{nameof(Hold)}", Hold, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
        .Between($"{path}.{nameof(PingInterval)}", PingInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
        .Between($"{path}.{nameof(SilenceLimit)}", SilenceLimit, TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1))
        .Between($"{path}.{nameof(SubmissionTimeout)}", SubmissionTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1))
        .Between($"{path}.{nameof(OutcomeLifetime)}", OutcomeLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30))
        .Between($"{path}.{nameof(RecheckInterval)}", RecheckInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
        .Between($"{path}.{nameof(SweepInterval)}", SweepInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
        .Between($"{path}.{nameof(Drain)}", Drain, TimeSpan.Zero, TimeSpan.FromMinutes(5));
}
