using System.Globalization;

namespace LegacyBoard;

/// <summary>The command line.</summary>
/// <param name="Port">Where to listen; 0: any free port.</param>
/// <param name="StopWithInput">Stop when standard input ends: so a parent process that dies, however it dies, takes us with it.</param>
/// <param name="Help">Only say how to be called.</param>
public sealed record BoardArguments(int Port = BoardArguments.DefaultPort, bool StopWithInput = false, bool Help = false)
{
    public const string Usage = """
        The old operations board: a plain long-polling application.

          --port N            listen on 127.0.0.1:N (default 7081; 0: any free port)
          --stop-with-input   stop when standard input ends
          --help              this text
        """;

    private const int DefaultPort = 7081;

    /// <exception cref="FormatException">An argument is not understood; the message says which.</exception>
    public static BoardArguments Parse(string[] args)
    {
        var parsed = new BoardArguments();
        for (var at = 0; at < args.Length; at++)
        {
            parsed = args[at] switch
            {
                "--help" or "-h" => parsed with { Help = true },
                "--stop-with-input" => parsed with { StopWithInput = true },
                "--port" => parsed with { Port = PortOf(args.ElementAtOrDefault(++at)) },
                var other => throw new FormatException($"Unknown argument '{other}'. Try --help."),
            };
        }

        return parsed;
    }

    private static int PortOf(string? text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        ? port
        : throw new FormatException($"--port needs a number from 0 to 65535 (got '{text}').");
}
