namespace Bridge.BenchServer;

/// <summary>The command line.</summary>
internal sealed record BenchArguments(string[] Urls, string Store, string[] Origins)
{
    public const string Help = """
        Bridge bench server: a bare host with everything mapped and nothing guarded, for load tools and outside checks.

          --urls URL[;URL]     where to listen           (default http://127.0.0.1:7200)
          --store S            memory or sqlite:PATH     (default memory)
          --origins A[,B]      origins that may connect  (default *)
          --help               this text

        GET /health            ok
        GET /gc                collects garbage; answers the live managed bytes
        /bridge/*              the native protocol, the plain HTTP interface with open publishing, the shim
        /chat                  a plain WebSocket on channel chat, subprotocols chat and superchat
        /plain/{channel}       a plain WebSocket on any channel

        A submission to channel echo is replied to with its own data; one to any other channel is published.
        """;

    private const string Sqlite = "sqlite:";

    /// <summary>The SQLite store's file, or null.</summary>
    public string? SqlitePath => Store.StartsWith(Sqlite, StringComparison.Ordinal) ? Store[Sqlite.Length..] : null;

    public static bool TryRead(string[] args, out BenchArguments arguments, out string fault)
    {
        arguments = new BenchArguments(["http://127.0.0.1:7200"], "memory", ["*"]);
        fault = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                fault = $"{args[i]} needs a value.";
                return false;
            }

            var value = args[i + 1];
            switch (args[i])
            {
                case "--urls":
                    arguments = arguments with { Urls = value.Split(';') };
                    break;
                case "--store" when value == "memory" || value.StartsWith(Sqlite, StringComparison.Ordinal):
                    arguments = arguments with { Store = value };
                    break;
                case "--store":
                    fault = $"--store {value}: the stores are 'memory' and 'sqlite:PATH'.";
                    return false;
                case "--origins":
                    arguments = arguments with { Origins = value.Split(',') };
                    break;
                default:
                    fault = $"There is no option {args[i]}.";
                    return false;
            }
        }

        return true;
    }
}
