namespace Bridge.Gateway;

/// <summary>The command line.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Shape">Which shape to try.</param>
/// <param name="Config">A configuration file; null: <c>appsettings.json</c> beside where it is called, if there is one.</param>
/// <param name="Settings">What was said on the command line instead of in the file: configuration keys and their values.</param>
/// <param name="Seconds">How long to try a shape.</param>
/// <param name="Variables">What to ask for when a shape is tried.</param>
internal sealed record GatewayArguments(
    GatewayCommand Command, string? Shape, string? Config, IReadOnlyList<KeyValuePair<string, string?>> Settings, int Seconds,
    IReadOnlyDictionary<string, string> Variables)
{
    public const string Usage = """
        The way from long polling to WebSocket, before a backend that stays as it is.

          bridge-gateway run                serve: what is configured is bridged, everything else is passed through
          bridge-gateway check              read the configuration and say everything that is wrong with it, each with its path
          bridge-gateway try SHAPE          poll the backend by a shape for a while and print items, cursors and resets as they come
          bridge-gateway infer FILE.har     find the polls in what a browser's developer tools recorded, and propose a shape for each

          --config FILE     the configuration (default: appsettings.json in the current folder, if there is one)
          --backend URL     the backend, like http://127.0.0.1:8080 (Gateway:Backend)
          --listen URL      where to listen (Gateway:Listen, default http://127.0.0.1:7090; port 0: any free one)
          --store STORE     memory, sqlite:PATH, or postgres:CONNECTION (Gateway:Store, default memory)
          --set KEY=VALUE   any other key of the configuration, like Gateway:Status=off; may be repeated
          --for SECONDS     how long to try (default 30)
          --var NAME=VALUE  what to ask for when trying, like room=5; may be repeated
          --shape NAME      of what is inferred only this one
          --json            of what is inferred only the shapes, for Shapes in appsettings.json
          --help            this text

        When all is up, run prints a line "READY URL". Ends with 0; 1: nothing was found (try, infer); 2: the command line, the configuration or the recording is wrong; 3: it could not start.
        """;

    /// <exception cref="FormatException">An argument is not understood; the message says which.</exception>
    public static GatewayArguments Parse(string[] args)
    {
        var command = args.FirstOrDefault() switch
        {
            null or "--help" or "-h" or "help" => GatewayCommand.Help,
            _ when args.Contains("--help") => GatewayCommand.Help,
            "run" => GatewayCommand.Run,
            "check" => GatewayCommand.Check,
            "try" => GatewayCommand.Try,
            "infer" => GatewayCommand.Infer,
            var other => throw new FormatException($"'{other}' is no command: run, check, try or infer. --help says more."),
        };
        if (command is GatewayCommand.Help or GatewayCommand.Infer)
        {
            return new GatewayArguments(command, null, null, [], 0, new Dictionary<string, string>());
        }

        var at = 1;
        string? shape = null;
        if (command == GatewayCommand.Try)
        {
            shape = args.ElementAtOrDefault(at++);
            if (shape is null || shape.StartsWith("--", StringComparison.Ordinal))
            {
                throw new FormatException("Say which shape to try: bridge-gateway try SHAPE.");
            }
        }

        string? config = null;
        var seconds = 30;
        var variables = new Dictionary<string, string>();
        var settings = new List<KeyValuePair<string, string?>>();
        for (; at < args.Length; at += 2)
        {
            var value = args.ElementAtOrDefault(at + 1) ?? throw new FormatException($"{args[at]} needs a value. --help says more.");
            switch (args[at])
            {
                case "--config":
                    config = value;
                    break;
                case "--backend":
                    settings.Add(new("Gateway:Backend", value));
                    break;
                case "--listen":
                    settings.Add(new("Gateway:Listen", value));
                    break;
                case "--store":
                    settings.Add(new("Gateway:Store", value));
                    break;
                case "--set":
                    var (key, text) = Pair(args[at], value);
                    settings.Add(new(key, text));
                    break;
                case "--var":
                    var (name, set) = Pair(args[at], value);
                    variables[name] = set;
                    break;
                case "--for" when int.TryParse(value, out seconds) && seconds is >= 1 and <= 86_400:
                    break;
                case "--for":
                    throw new FormatException($"--for needs 1 to 86400 seconds (got '{value}').");
                default:
                    throw new FormatException($"Unknown argument '{args[at]}'. Try --help.");
            }
        }

        return new GatewayArguments(command, shape, config, settings, seconds, variables);
    }

    private static KeyValuePair<string, string> Pair(string argument, string text)
    {
        var equals = text.IndexOf('=');
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw new FormatException($"{argument} needs a name, = and a value (got '{text}').");
    }
}
