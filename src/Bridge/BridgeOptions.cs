using Bridge.Messaging;
using Bridge.Migration;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Transports.Limits;
using Bridge.Transports.LongPolling;
using Bridge.Transports.Publishing;
using Bridge.Transports.WebSockets;
using Bridge.Upstream;

namespace Bridge;

/// <summary>Everything that can be set. Checked when the application starts, all faults in one message.</summary>
public sealed class BridgeOptions
{
    /// <summary>The channels that exist. At least one.</summary>
    public ChannelRules Channels { get; } = [];

    /// <summary>Origins of pages that may connect beside the server's own, like <c>https://app.example</c>; <c>*</c>: any, then without cookies. Default none.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Sessions: how long they live, what they may do.</summary>
    public SessionOptions Sessions { get; } = new();

    /// <summary>How much and how long channels keep.</summary>
    public Retention Retention { get; set; } = new();

    /// <summary>The long-polling transport.</summary>
    public LongPollingOptions LongPolling { get; } = new();

    /// <summary>The WebSocket transport.</summary>
    public SocketOptions WebSockets { get; } = new();

    /// <summary>How much one address, one user and one session may ask for.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>Publishing over HTTP: off until a key or a policy is set.</summary>
    public PublishingOptions Publishing { get; } = new();

    /// <summary>The legacy endpoints that feed channels, and whose polls can be answered from them.</summary>
    public BridgeShapes Shapes { get; } = [];

    /// <summary>How far each legacy endpoint has moved.</summary>
    public BridgeStages Stages { get; } = new();

    /// <summary>How old pages are moved.</summary>
    public MigrationOptions Migration { get; } = new();

    /// <summary>Polling legacy backends.</summary>
    public UpstreamOptions Upstream { get; } = new();

    internal IReadOnlyList<string> Faults()
    {
        var faults = new OptionFaults();
        if (!Channels.Any() && !Shapes.Any())
        {
            faults.Add(nameof(Channels), "no channel is declared; write AddBridge(o => o.Channels.Add(\"news\")).");
        }

        for (var i = 0; i < AllowedOrigins.Count; i++)
        {
            if (!IsOrigin(AllowedOrigins[i]))
            {
                faults.Add($"{nameof(AllowedOrigins)}[{i}]", $"'{AllowedOrigins[i]}' is no origin; write scheme, host and port, like https://app.example or http://localhost:5000, or *.");
            }
        }

        Sessions.Check(faults);
        Retention.Check(faults);
        LongPolling.Check(faults);
        WebSockets.Check(faults);
        Limits.Check(faults);
        Publishing.Check(faults);
        Upstream.Check(faults);
        Shapes.Check(faults);
        Stages.Check(faults, [.. Shapes]);
        Migration.Check(faults);
        foreach (var rule in Channels)
        {
            rule.Retention?.Check(faults, $"{nameof(Channels)}[\"{rule.Pattern}\"].{nameof(Retention)}");
        }

        return faults.Found;
    }

    /// <summary>Only what a browser writes can ever be equal to what a browser sends: no default port, no spaces, ASCII.</summary>
    private static bool IsOrigin(string text) =>
        text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && System.Text.Ascii.IsValid(text)
            && text.TrimEnd('/').Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
