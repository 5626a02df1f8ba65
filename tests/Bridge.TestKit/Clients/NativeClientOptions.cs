namespace Bridge.TestKit.Clients;

/// <summary>How patient a client is.</summary>
public sealed record NativeClientOptions
{
    private static readonly HttpClient Shared = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What makes its requests.</summary>
    public HttpClient Http { get; init; } = Shared;

    /// <summary>Judges what its handlers see; null: its inbox keeps all of it.</summary>
    public IWitness? Witness { get; init; }

    /// <summary>How it begins.</summary>
    public CarrierKind Begins { get; init; } = CarrierKind.LongPolling;

    /// <summary>How long a socket may take to connect and to echo a probe.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may say nothing.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long it waits after a cut before it tries again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(5);
}
