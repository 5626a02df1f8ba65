namespace Bridge.TestKit.Hosting;

/// <summary>How long a test waits for what must come at once: only a fault makes it wait so long.</summary>
public static class Patience
{
    /// <summary>The time.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A token that fires when the time is over.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;
}
