using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Where the store's database is and how it is used. What channels keep stands in the retention, not here.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>The database, like <c>Host=db.example;Database=app;Username=bridge</c>. No default; leave it out when <see cref="DataSource"/> is set.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A data source of the application's own, used as it is and not disposed; null: one is made from <see cref="ConnectionString"/>. Default null.</summary>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>The schema that holds the tables; several stores of one database need several. A small letter, then small letters, digits and _, at most 50. Default <c>bridge</c>.</summary>
    public string Schema { get; set; } = "bridge";

    /// <summary>Whether the schema is created, and brought to this version, at start. With false the start checks the version only: then the role of the nodes needs no right to
    /// create anything. Default true.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>Allows settings of the server under which a crash loses messages that publishers were told are accepted: <c>synchronous_commit=off</c>, <c>fsync=off</c>,
    /// <c>full_page_writes=off</c>. The store is not durable then. Default false.</summary>
    public bool AcceptLosingAcceptedMessages { get; set; }

    /// <summary>How many transactions append at once on this node, each over many channels; a channel always goes the same way. Default 4, 1 to 64.</summary>
    public int Lanes { get; set; } = 4;

    /// <summary>Payload bytes of the newest messages of all channels that each node keeps in memory, so that delivering them does not ask the database.
    /// Default 64 MiB, 0 to 64 GiB.</summary>
    public long HotBytes { get; set; } = 64 << 20;

    /// <summary>Records at most (submissions, tickets, stages); beyond it a new one is refused (<c>store_full</c>). Default 1 000 000, 1 to 100 million.</summary>
    public int MaxRecords { get; set; } = 1_000_000;

    /// <summary>How long the database may take to answer; beyond it the call fails with <c>store_unavailable</c>. With a <see cref="DataSource"/> its own limit holds
    /// for opening connections. Default 10 s, 1 s to 5 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the node that has the outbox looks for what transactions of the application have published. Default 250 ms, 10 ms to 1 minute.</summary>
    public TimeSpan OutboxInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    internal OptionFaults Check(OptionFaults faults, string path = "Postgres")
    {
        if (DataSource is null && string.IsNullOrWhiteSpace(ConnectionString))
        {
            faults.Add($"{path}.{nameof(ConnectionString)}", "no database is named; write AddPostgresStore(\"Host=…;Database=…;Username=…\").");
        }
        else if (DataSource is null && Fault(ConnectionString) is { } fault)
        {
            faults.Add($"{path}.{nameof(ConnectionString)}", fault);
        }

        if (Schema.Length is 0 or > 50 || !char.IsAsciiLetterLower(Schema[0]) || Schema.Any(sign => !char.IsAsciiLetterLower(sign) && !char.IsAsciiDigit(sign) && sign != '_'))
        {
            faults.Add($"{path}.{nameof(Schema)}", $"'{Schema}' is no schema's name here; write a small letter, then small letters, digits and _, at most 50.");
        }

        return faults
            .Between($"{path}.{nameof(Lanes)}", Lanes, 1, 64)
            .Between($"{path}.{nameof(HotBytes)}", HotBytes, 0, 64L << 30)
            .Between($"{path}.{nameof(MaxRecords)}", MaxRecords, 1, 100_000_000)
            .Between($"{path}.{nameof(CommandTimeout)}", CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
            .Between($"{path}.{nameof(OutboxInterval)}", OutboxInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
    }

    private static string? Fault(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 } ? null : "no host is named; write Host=….";
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return $"it cannot be read: {fault.Message}";
        }
    }
}
