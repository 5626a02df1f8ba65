using Bridge.Messaging;
using Microsoft.Extensions.Logging;

namespace Bridge.Sessions;

/// <summary>What this room logs. Never a token, never a payload.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The handler of channel {Channel} failed; its client was told handler_failed.")]
    public static partial void HandlerFailed(this ILogger logger, ChannelName channel, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "Orders about users' sessions (logout, changed rights) can't be read; it is tried again in a moment, and none is lost.")]
    public static partial void OrdersFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Clearing away old messages and sessions failed; it is tried again in a moment.")]
    public static partial void SweepFailed(this ILogger logger, Exception fault);
}
