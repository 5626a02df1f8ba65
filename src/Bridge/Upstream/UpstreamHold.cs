namespace Bridge.Upstream;

/// <summary>One turn at polling a scope: from the claim until it is given up or has run out.</summary>
internal sealed class UpstreamHold(UpstreamNode node, int era, LeaseRecord record, long version)
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Fires when it is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>What the lease's record says; changed by the lease alone.</summary>
    public LeaseRecord Record { get; set; } = record;

    /// <summary>The version of that record.</summary>
    public long Version { get; set; } = version;

    /// <summary>Whether it still holds, by the clock as it is now.</summary>
    public bool IsValid => !_over.IsCancellationRequested && node.Holds(era);

    /// <summary>The poll moved on: hears its state.</summary>
    public Action<UpstreamState>? Moved { get; init; }

    /// <summary>Before each request: whoever slept for longer than the lease finds out here, before he asks again.</summary>
    public void Look()
    {
        if (!IsValid)
        {
            node.Look();
            End();
        }
    }

    /// <summary>It is over; a request under way is cut.</summary>
    public void End() => _over.Cancel();
}
