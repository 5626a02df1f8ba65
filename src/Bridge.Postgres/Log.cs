using Microsoft.Extensions.Logging;

namespace Bridge.Postgres;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The store in schema {Schema} is open in epoch {Epoch}.")]
    public static partial void StoreOpen(this ILogger logger, string schema, string epoch);

    [LoggerMessage(2, LogLevel.Warning, "The store in schema {Schema} begins a new epoch, {Epoch}, because {Reason}: readers are told of a gap.")]
    public static partial void EpochBegins(this ILogger logger, string schema, string epoch, string reason);

    [LoggerMessage(3, LogLevel.Error, "The outbox cannot be moved; it is tried again.")]
    public static partial void OutboxFailed(this ILogger logger, Exception fault);

    [LoggerMessage(4, LogLevel.Error, "Row {Row} of the outbox was dropped: channel {Channel} has seen its key with another payload.")]
    public static partial void OutboxConflict(this ILogger logger, long row, string channel);
}
