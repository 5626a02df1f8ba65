using System.Globalization;

namespace Bridge.BenchServer;

/// <summary>The command line.</summary>
internal sealed record BenchArguments(string[] Urls, string Store, string[] Origins)
{
    public const string Help = """
        Bridge bench server: a bare host with everything mapped and nothing guarded, for load tools and outside checks.

          --urls URL[;URL]     where to listen           (default http://127.0.0.1:7200)
          --store S            memory, sqlite:PATH or postgres:CONNECTION (default memory)
          --origins A[,B]      origins that may connect  (default *)
          --hold MS            how long polls are held  (default 25000)
          --ping MS            how often a quiet socket carries a ping (default 15000)
          --silence MS         how long a client may say nothing or make no progress (default 75000 and 30000)
          --handling MS        how long a handler may take; so long a killed server's submission stays undecided (default 30000)
          --window N           messages that a socket may leave unacknowledged; bytes up to 64 MiB (default 1000 and 256 KiB)
          --limits on|direct|off   how much an address and a session may ask for: the defaults; the defaults, where nobody, on this machine neither, is a proxy; or all they want (default off)
          --tally FILE         where channel tally's handler writes down each run, a payload a line (default none)
          --help               this text

        GET /health            ok
        GET /gc                collects garbage; answers the live managed bytes
        GET /allocated         the managed bytes allocated since the start
        POST /drive/{channel}?count=N&rate=R   publishes N messages of 100 bytes, R a second
        /bridge/*              the native protocol, the plain HTTP interface with open publishing, the shim
        /chat                  a plain WebSocket on channel chat, subprotocols chat and superchat
        /plain/{channel}       a plain WebSocket on any channel

        A submission to channel echo or tally is replied to with its own data; one to any other channel is published.
        """;

    private const string Sqlite = "sqlite:";
    private const string PostgresMark = "postgres:";

    /// <summary>How long polls are held, or null.</summary>
    public TimeSpan? Hold { get; private init; }

    /// <summary>How often a quiet socket carries a ping, or null.</summary>
    public TimeSpan? Ping { get; private init; }

    /// <summary>How long a client may say nothing or make no progress, or null.</summary>
    public TimeSpan? Silence { get; private init; }

    /// <summary>How long a handler may take, or null.</summary>
    public TimeSpan? Handling { get; private init; }

    /// <summary>Messages that a socket may leave unacknowledged, or null.</summary>
    public int? Window { get; private init; }

    /// <summary>Whether an address and a session are limited as by default.</summary>
    public bool HasLimits { get; private init; }

    /// <summary>Whether an address is always the connection's own.</summary>
    public bool IsDirect { get; private init; }

    /// <summary>Where the tally is written, or null.</summary>
    public string? Tally { get; private init; }

    /// <summary>The SQLite store's file, or null.</summary>
    public string? SqlitePath => Store.StartsWith(Sqlite, StringComparison.Ordinal) ? Store[Sqlite.Length..] : null;

    /// <summary>The PostgreSQL store's connection string, or null.</summary>
    public string? Postgres => Store.StartsWith(PostgresMark, StringComparison.Ordinal) ? Store[PostgresMark.Length..] : null;

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
                case "--store" when value == "memory" || value.StartsWith(Sqlite, StringComparison.Ordinal) || value.StartsWith(PostgresMark, StringComparison.Ordinal):
                    arguments = arguments with { Store = value };
                    break;
                case "--store":
                    fault = $"--store {value}: the stores are 'memory', 'sqlite:PATH' and 'postgres:CONNECTION'.";
                    return false;
                case "--hold" when TryReadTime(value, out var hold):
                    arguments = arguments with { Hold = hold };
                    break;
                case "--ping" when TryReadTime(value, out var ping):
                    arguments = arguments with { Ping = ping };
                    break;
                case "--silence" when TryReadTime(value, out var silence):
                    arguments = arguments with { Silence = silence };
                    break;
                case "--handling" when TryReadTime(value, out var handling):
                    arguments = arguments with { Handling = handling };
                    break;
                case "--hold" or "--ping" or "--silence" or "--handling":
                    fault = $"{args[i]} {value}: milliseconds are meant.";
                    return false;
                case "--window" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var window):
                    arguments = arguments with { Window = window };
                    break;
                case "--window":
                    fault = $"--window {value}: a number is meant.";
                    return false;
                case "--limits" when value is "on" or "direct" or "off":
                    arguments = arguments with { HasLimits = value != "off", IsDirect = value == "direct" };
                    break;
                case "--limits":
                    fault = $"--limits {value}: on, direct or off is meant.";
                    return false;
                case "--tally":
                    arguments = arguments with { Tally = value };
                    break;
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

    private static bool TryReadTime(string value, out TimeSpan time)
    {
        var read = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        time = TimeSpan.FromMilliseconds(milliseconds);
        return read;
    }
}
