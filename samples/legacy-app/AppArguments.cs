using System.Globalization;

namespace LegacyApp;

/// <summary>The command line.</summary>
/// <param name="Port">The new board's port; the old board and the three lanes of the comparison take the four after it. 0: any free ports.</param>
/// <param name="Help">Only say how to be called.</param>
internal sealed record AppArguments(int Port = AppArguments.DefaultPort, bool Help = false)
{
    public const string Usage = """
        The operations board, old and moved over to Bridge, side by side.

          --port N   listen on 127.0.0.1, N to N+4 (default 7080; 0: any free ports)
                     N the new board, N+1 the old board, N+2 to N+4 the lanes of /compare
          --help     this text

        When all is up, a line "READY old=URL new=URL compare=URL" is printed.
        """;

    private const int DefaultPort = 7080;
    private const int HighestPort = ushort.MaxValue - 4;

    /// <exception cref="FormatException">An argument is not understood; the message says which.</exception>
    public static AppArguments Parse(string[] args)
    {
        var parsed = new AppArguments();
        for (var at = 0; at < args.Length; at++)
        {
            parsed = args[at] switch
            {
                "--help" or "-h" => parsed with { Help = true },
                "--port" => parsed with { Port = PortOf(args.ElementAtOrDefault(++at)) },
                var other => throw new FormatException($"Unknown argument '{other}'. Try --help."),
            };
        }

        return parsed;
    }

    /// <summary>The port so far after the first one; with 0 every one is free to choose.</summary>
    public int PortAfter(int steps) => Port == 0 ? 0 : Port + steps;

    private static int PortOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= HighestPort
            ? port
            : throw new FormatException($"--port needs a number from 0 to {HighestPort} (got '{text}').");
}
