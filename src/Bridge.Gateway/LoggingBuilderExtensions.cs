using Microsoft.Extensions.Logging.Console;

namespace Bridge.Gateway;

/// <summary>How the gateway writes its log.</summary>
internal static class LoggingBuilderExtensions
{
    /// <summary>One event, one line, unless the configuration names another formatter (<c>json</c> escapes, too).</summary>
    public static void AddOneLineConsole(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(options => options.FormatterName = configuration["Logging:Console:FormatterName"] ?? LineFormatter.FormatterName);
    }
}
