using System.Net.Security;

namespace Bridge.Forwarding;

/// <summary>How requests are passed on to a backend.</summary>
/// <remarks>
/// Bytes of header values above 0x7F pass as the server's own options read and write them. Kestrel reads UTF-8 and writes ASCII unless told otherwise; for backends and browsers that speak Latin-1:
/// <c>ConfigureKestrel(k =&gt; k.RequestHeaderEncodingSelector = k.ResponseHeaderEncodingSelector = _ =&gt; Encoding.Latin1)</c>. Without that a response's header that is not ASCII is left out, and a warning names it.
/// </remarks>
public sealed class ForwardingOptions
{
    /// <summary>Which <c>Host</c> the backend sees. Default <see cref="HostPolicy.Client"/>.</summary>
    public HostPolicy Host { get; set; } = HostPolicy.Client;

    /// <summary>What happens to <c>X-Forwarded-*</c>, <c>Forwarded</c> and <c>X-Real-IP</c>. Default <see cref="ForwardedPolicy.Set"/>.</summary>
    public ForwardedPolicy Forwarded { get; set; } = ForwardedPolicy.Set;

    /// <summary>Proxies in front of this server whose word about the client is believed: addresses (<c>10.1.2.3</c>, <c>::1</c>) and networks (<c>10.0.0.0/8</c>). Default none.</summary>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>Bytes of a request's body; null: no limit but the backend's. Default null, 0 or more. It takes the place of the server's own limit.</summary>
    public long? MaxRequestBodyBytes { get; set; }

    /// <summary>How long connecting may take, TLS included. Default 10 s, 50 ms to 10 minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the backend may think, from the request's last byte to the response's head. Default 100 s, 50 ms to 24 hours. Longer than the backend's longest poll.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a body may stand still, either way. Default 10 minutes, 50 ms to 24 hours. Upgraded connections may be silent for ever.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a client that sent <c>Expect: 100-continue</c> is held back when the backend says nothing to it. Default 1 s, 0 to 10 minutes.</summary>
    public TimeSpan ContinueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a connection to the backend is kept for the next request. Default 4 s, 0 to 1 hour: shorter than the 5 s of most backends, since a request that meets a connection while the backend closes it can't be
    /// repeated and is lost.
    /// </summary>
    public TimeSpan IdleConnectionTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The path of a script that is put first into the head of HTML documents, like <c>/bridge/intercept.js</c>; null: nothing is. Default null. Only documents that a browser shows are touched, and only where their
    /// own policy allows the script.
    /// </summary>
    public string? Inject { get; set; }

    /// <summary>TLS towards a backend at <c>https</c>: a private authority, a client certificate. The name that is asked for and checked is the address's, whatever <see cref="Host"/> says.</summary>
    public SslClientAuthenticationOptions Tls { get; } = new();
}
