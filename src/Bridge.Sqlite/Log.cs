using Microsoft.Extensions.Logging;

namespace Bridge.Sqlite;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The store {Path} is open in epoch {Epoch}.")]
    public static partial void StoreOpen(this ILogger logger, string path, string epoch);

    [LoggerMessage(2, LogLevel.Warning, "The store {Path} begins a new epoch, {Epoch}, because {Reason}: readers are told of a gap.")]
    public static partial void EpochBegins(this ILogger logger, string path, string epoch, string reason);
}
