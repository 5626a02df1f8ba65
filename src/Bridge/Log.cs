using Microsoft.Extensions.Logging;

namespace Bridge;

/// <summary>What is logged of the configuration while the host runs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The configuration was read again: {Shapes} shapes.")]
    public static partial void ShapesTaken(this ILogger logger, int shapes);

    [LoggerMessage(2, LogLevel.Error, "The configuration was read again and has faults; the shapes stay as they were:\n{Faults}")]
    public static partial void ShapesRefused(this ILogger logger, string faults);

    [LoggerMessage(3, LogLevel.Error, "The configuration was read again and has faults; the stages stay as they were:\n{Faults}")]
    public static partial void StagesRefused(this ILogger logger, string faults);
}
