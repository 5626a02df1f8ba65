using Microsoft.Extensions.Logging;

namespace Bridge.Transports;

/// <summary>What this room logs. Never a token, never a payload; text of the client's only after it was made printable.</summary>
internal static partial class Log
{
    [LoggerMessage(10, LogLevel.Warning,
        "A page of origin {Origin} was refused: it is not the server's own ({Own}). To let it in, add it in AddBridge(o => o.AllowedOrigins.Add(…)).")]
    public static partial void OriginRefused(this ILogger logger, string origin, string own);

    [LoggerMessage(12, LogLevel.Error, "Serving a request failed; its client was told server_error.")]
    public static partial void RequestFailed(this ILogger logger, Exception fault);

    [LoggerMessage(11, LogLevel.Error, "Serving a connection failed; its client was told server_error.")]
    public static partial void ConnectionFailed(this ILogger logger, Exception fault);
}
