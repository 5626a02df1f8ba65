using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>How legacy backends are polled.</summary>
public sealed class UpstreamOptions
{
    /// <summary>The backend, like <c>http://127.0.0.1:8080</c>: the only host that is ever asked. Default none: shapes are answered from what the application publishes.</summary>
    public Uri? Backend { get; set; }

    /// <summary>A secret of at least 16 characters, the same on all nodes, from which the names of private channels are made. Default: a new one with each start.</summary>
    public string? ScopeSecret { get; set; }

    /// <summary>How long an old client's poll waits for a cursor that is on its way, before it is passed through. Default 1 s, 0 to 1 minute.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a public endpoint is polled on after the last client left. Default 2 minutes, 0 to 1 day. Endpoints with credentials are left at once.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The largest answer that is read, in bytes, after decompression. Default 8 MiB, 1 KiB to 256 MiB. A larger one counts as a failure.</summary>
    public int MaxAnswerBytes { get; set; } = 8 << 20;

    /// <summary>How long connecting may take. Default 10 s, 100 ms to 2 minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest first pause after a failure; it doubles with each further one, and a part of it is left to chance. Default 1 s, 10 ms to 1 hour.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after failures. Default 30 s, 10 ms to 1 hour.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After so many failures in a row the endpoint counts as down, and old clients are passed through. Default 5, 1 to 1 000.</summary>
    public int FailuresUntilDown { get; set; } = 5;

    /// <summary>How many endpoints with parameters or credentials are polled at once; further ones pass through. Default 1 000, 1 to 100 000.</summary>
    public int MaxPolls { get; set; } = 1_000;

    /// <summary>
    /// How long a node that stops renewing keeps the right to poll: so long, and an eighth more, until another node takes over from one that died or hangs. Default 8 s, 500 ms to 5 minutes. Shorter costs more
    /// writes (one per node in each fourth of it) and has a node that was paused for so long begin its polls anew.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(8);

    internal void Check(OptionFaults faults)
    {
        if (Backend is { } backend && !(backend.IsAbsoluteUri && backend.Scheme is "http" or "https" && backend is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }))
        {
            faults.Add("Upstream.Backend", $"'{backend.OriginalString}' is no address; write scheme, host and port, like http://127.0.0.1:8080.");
        }

        if (ScopeSecret is { Length: < 16 })
        {
            faults.Add("Upstream.ScopeSecret", "is shorter than 16 characters.");
        }

        faults
            .Between("Upstream.Patience", Patience, TimeSpan.Zero, TimeSpan.FromMinutes(1))
            .Between("Upstream.Linger", Linger, TimeSpan.Zero, TimeSpan.FromDays(1))
            .Between("Upstream.MaxAnswerBytes", MaxAnswerBytes, 1 << 10, 256 << 20)
            .Between("Upstream.ConnectTimeout", ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2))
            .Between("Upstream.FirstRetry", FirstRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1))
            .Between("Upstream.LongestRetry", LongestRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1))
            .Between("Upstream.FailuresUntilDown", FailuresUntilDown, 1, 1_000)
            .Between("Upstream.MaxPolls", MaxPolls, 1, 100_000)
            .Between("Upstream.Lease", Lease, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5));
    }
}
