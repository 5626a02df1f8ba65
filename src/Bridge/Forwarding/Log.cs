using Microsoft.Extensions.Logging;

namespace Bridge.Forwarding;

/// <summary>What this room logs. The backend's address stands here and in no answer; of a target only the path, never the query, which may hold secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Warning, "{Method} {Path} was not answered by the backend {Backend}; the client was told {Code}.")]
    public static partial void NotAnswered(this ILogger logger, string method, string path, Uri backend, string code, Exception? fault);

    [LoggerMessage(21, LogLevel.Warning, "The answer of the backend {Backend} to {Method} {Path} broke off; the client's connection was cut, so that it can tell.")]
    public static partial void AnswerCut(this ILogger logger, string method, string path, Uri backend, Exception fault);

    [LoggerMessage(22, LogLevel.Warning,
        "The header {Name} of the answer to {Path} was left out: {Fault} For Latin-1, ConfigureKestrel(k => k.ResponseHeaderEncodingSelector = _ => Encoding.Latin1).")]
    public static partial void HeaderLeftOut(this ILogger logger, string name, string path, string fault);

    [LoggerMessage(23, LogLevel.Debug, "{Method} {Path}: the client went away, and the backend was let go.")]
    public static partial void ClientGone(this ILogger logger, string method, string path);

    [LoggerMessage(24, LogLevel.Information, "{Method} {Path} was refused with {Code}, by what the client sent.")]
    public static partial void Refused(this ILogger logger, string method, string path, string code, Exception? fault);

    [LoggerMessage(25, LogLevel.Information, "The page {Path} is passed on without the bridge's script: {Why}. Said once for each path.")]
    public static partial void ScriptLeftOut(this ILogger logger, string path, string why);
}
