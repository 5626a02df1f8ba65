using Bridge.Messaging;
using Bridge.Postgres;
using Bridge.Sqlite;
using Bridge.StoreBench;
using Bridge.Stores;
using Bridge.Stores.Memory;

// Bridge.StoreBench [publish|deliver|resume] [FOLDER] [POSTGRES]: what the stores do by themselves, without HTTP. bench/README.md has the figures.
// POSTGRES is a connection string; each part of a run makes a schema of its own there, and drops it.
var what = args.ElementAtOrDefault(0) ?? "publish";
var folder = Directory.CreateDirectory(Path.Combine(args.ElementAtOrDefault(1) ?? Path.GetTempPath(), "bridge-bench-" + Environment.ProcessId));
var postgres = args.ElementAtOrDefault(2);
var retention = new Retention { MaxMessages = 10_000_000, MaxBytes = 1L << 40, StoreBytes = 1L << 40 };
try
{
    if (what == "deliver")
    {
        Console.WriteLine("| store | publishers | delivered/s | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- | --- |");
        foreach (var publishers in (int[])[1, 10, 100])
        {
            var memory = new MemoryStore(new Retention(), TimeProvider.System, new OsRandom());
            await DeliverBench.RunAsync("memory", (memory.Log, memory.Backplane), (memory.Log, memory.Backplane), publishers, TimeSpan.FromSeconds(5));
            await using var store = Open($"{publishers}.db", new Retention());
            await DeliverBench.RunAsync("sqlite", (store.Log, store.Backplane), (store.Log, store.Backplane), publishers, TimeSpan.FromSeconds(5));
            await WithPostgresAsync($"bench_{publishers}", 2, nodes => DeliverBench.RunAsync(
                "postgres, two nodes", (nodes[0].Log, nodes[0].Backplane), (nodes[1].Log, nodes[1].Backplane), publishers, TimeSpan.FromSeconds(5)));
        }
    }
    else if (what == "publish")
    {
        Console.WriteLine("| store | publishers | accepted/s | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- | --- |");
        foreach (var publishers in (int[])[1, 10, 100])
        {
            await PublishBench.RunAsync("memory", new MemoryChannelLog(new Retention(), TimeProvider.System, new OsRandom()), publishers, TimeSpan.FromSeconds(5));
            await using var store = Open($"{publishers}.db", new Retention());
            await PublishBench.RunAsync("sqlite", store.Log, publishers, TimeSpan.FromSeconds(5));
            await WithPostgresAsync($"bench_{publishers}", 1, nodes => PublishBench.RunAsync("postgres", nodes[0].Log, publishers, TimeSpan.FromSeconds(5)));
        }
    }
    else
    {
        await using (var store = Open("resume.db", retention))
        {
            await ResumeBench.FillAsync(store.Log, "news");
        }

        Console.WriteLine("| cursor at | p50 µs | p99 µs |\n| --- | --- | --- |");
        await using var reopened = Open("resume.db", retention);
        await ResumeBench.RunAsync(reopened.Log, "news");
    }
}
finally
{
    folder.Delete(recursive: true);
}

async Task WithPostgresAsync(string schema, int count, Func<PostgresStore[], Task> run)
{
    if (postgres is null)
    {
        return;
    }

    var nodes = new PostgresStore[count];
    for (var n = 0; n < count; n++)
    {
        nodes[n] = await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = postgres, Schema = schema }, new Retention(), TimeProvider.System, new OsRandom());
    }

    await run(nodes);
    foreach (var node in nodes)
    {
        await node.DisposeAsync();
    }

    await using var connection = new Npgsql.NpgsqlConnection(postgres);
    await connection.OpenAsync();
    await using var drop = new Npgsql.NpgsqlCommand($"DROP SCHEMA {schema} CASCADE", connection);
    await drop.ExecuteNonQueryAsync();
}

SqliteStore Open(string file, Retention kept) => SqliteStore.Open(
    new SqliteStoreOptions { Path = Path.Combine(folder.FullName, file) }, kept, TimeProvider.System, new OsRandom());
