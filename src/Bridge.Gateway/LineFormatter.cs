using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Bridge.Gateway;

/// <summary>One event, one line. Also the framework's own events repeat what clients send, as it came: a path may hold line ends and what a terminal obeys.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name in <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder().Append(LevelOf(logEntry.LogLevel)).Append(": ");
        AddEscaped(line, $"{logEntry.Category}[{logEntry.EventId.Id}] {logEntry.Formatter(logEntry.State, logEntry.Exception)}");
        if (logEntry.Exception is { } fault)
        {
            AddEscaped(line, $" {fault}");
        }

        textWriter.Write(line.Append('\n').ToString());
    }

    /// <summary>What is not printable, ends a line, or turns the direction of writing around is written as <c>\u001B</c>; a backslash stays, paths and patterns are full of them.</summary>
    public static void AddEscaped(StringBuilder line, string text)
    {
        foreach (var sign in text)
        {
            if (char.GetUnicodeCategory(sign) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                line.Append(sign == '\n' ? "\\n" : sign == '\r' ? "\\r" : $"\\u{(int)sign:X4}");
            }
            else
            {
                line.Append(sign);
            }
        }
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
