namespace Bridge.Campaign.Floods;

/// <summary>An attack, and how long it goes on.</summary>
internal sealed record FloodPlan(IAttack Attack, TimeSpan Time, bool IsLong)
{
    /// <summary>What Bridge may hold for an attacker's connection: the window of what is not acknowledged (256 KiB), which bounds what is written to it, and what Kestrel and a session need beside it.</summary>
    public const long BytesPerAttacker = 320 << 10;

    /// <summary>What the process may grow beside that: retention of two channels (8 MiB each) as the collector lets it grow before it collects.</summary>
    public const long Slack = 128L << 20;

    /// <summary>What may live on when they are gone: retention, and the sessions that they began, until those expire.</summary>
    public const long Left = 48L << 20;

    public const long BytesPerSession = 2 << 10;

    public int Attackers => IsLong ? Attack.Attackers.Long : Attack.Attackers.Short;

    /// <summary>Healthy clients, half of them polling.</summary>
    public int Healthy { get; init; } = 20;

    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the channel that attackers hear is published to, 8 KiB at a time.</summary>
    public TimeSpan BulkEvery { get; init; } = TimeSpan.FromMilliseconds(200);
}
