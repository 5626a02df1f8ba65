using Microsoft.Extensions.Logging;

namespace Bridge.Transports.Limits;

/// <summary>What this room logs.</summary>
internal static partial class Log
{
    [LoggerMessage(13, LogLevel.Warning,
        "The limit Limits.{Option} was reached by {Address}; said once a minute, counted in bridge.limits.reached. If that is a proxy of your own, add it in AddBridge(o => o.Limits.KnownProxies.Add(…)).")]
    public static partial void LimitReached(this ILogger logger, string option, string address);
}
