using Bridge.Messaging;
using Microsoft.Extensions.Logging;

namespace Bridge.Upstream;

/// <summary>What this room logs. Never a credential, never an item.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Shape}: polling the backend into channel {Channel}.")]
    public static partial void PollBegins(this ILogger logger, string shape, ChannelName channel);

    [LoggerMessage(2, LogLevel.Information, "{Shape}: channel {Channel} is no longer polled from here.")]
    public static partial void PollEnds(this ILogger logger, string shape, ChannelName channel);

    [LoggerMessage(3, LogLevel.Warning, "{Shape} ({Channel}): {Fault} Trying again; this is told once until it works.")]
    public static partial void PollFails(this ILogger logger, string shape, ChannelName channel, string fault);

    [LoggerMessage(4, LogLevel.Information, "{Shape} ({Channel}): the backend answers again after {Failures} failures.")]
    public static partial void PollRecovers(this ILogger logger, string shape, ChannelName channel, int failures);

    [LoggerMessage(5, LogLevel.Warning, "{Shape} ({Channel}): the backend began anew; so do we.")]
    public static partial void PollRestarts(this ILogger logger, string shape, ChannelName channel);

    [LoggerMessage(6, LogLevel.Error, "{Shape} ({Channel}): {Fault} It is not polled any more.")]
    public static partial void PollStops(this ILogger logger, string shape, ChannelName channel, string fault);

    [LoggerMessage(7, LogLevel.Warning, "{Shape}: {Count} endpoints are polled already; further ones pass through.")]
    public static partial void TooManyPolls(this ILogger logger, string shape, int count);

    [LoggerMessage(8, LogLevel.Information, "{Shape}: node {Node} polls the backend into channel {Channel}; this one follows.")]
    public static partial void PollFollowed(this ILogger logger, string shape, ChannelName channel, string node);

    [LoggerMessage(9, LogLevel.Warning, "{Shape}: the lease of channel {Channel} ran out or was taken; it is polled again once it is had back.")]
    public static partial void LeaseLost(this ILogger logger, string shape, ChannelName channel);
}
