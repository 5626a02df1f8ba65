namespace LegacyApp;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The old board does not answer ({Reason}); asking again.")]
    public static partial void OldBoardSilent(ILogger logger, string reason);
}
