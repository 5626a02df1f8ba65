using Microsoft.Extensions.Logging;

namespace Bridge.Migration;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Stage of {Shape}: from '{From}' to '{To}', by {Who}")]
    public static partial void StageSwitched(this ILogger logger, string shape, string from, string to, string who);

    [LoggerMessage(2, LogLevel.Information, "Stage of {Shape}: '{Stage}', by the configuration")]
    public static partial void StageConfigured(this ILogger logger, string shape, string stage);

    [LoggerMessage(3, LogLevel.Warning, "The stages could not be read from the store; they stay as they are, and it is tried again in a second")]
    public static partial void StagesUnread(this ILogger logger, Exception fault);

    [LoggerMessage(4, LogLevel.Warning, "Open pages could not be told of the new stage of {Shape}; they hear of it with their next poll")]
    public static partial void StagesUntold(this ILogger logger, string shape, Exception fault);
}
