using Bridge.Messaging;
using Bridge.Sqlite;
using Bridge.StoreBench;
using Bridge.Stores;
using Bridge.Stores.Memory;

// Bridge.StoreBench [publish|resume] [FOLDER]: what the stores do by themselves, without HTTP. bench/README.md has the figures.
var what = args.ElementAtOrDefault(0) ?? "publish";
var folder = Directory.CreateDirectory(Path.Combine(args.ElementAtOrDefault(1) ?? Path.GetTempPath(), "bridge-bench-" + Environment.ProcessId));
var retention = new Retention { MaxMessages = 10_000_000, MaxBytes = 1L << 40, StoreBytes = 1L << 40 };
try
{
    if (what == "publish")
    {
        Console.WriteLine("| store | publishers | accepted/s | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- | --- |");
        foreach (var publishers in (int[])[1, 10, 100])
        {
            await PublishBench.RunAsync("memory", new MemoryChannelLog(new Retention(), TimeProvider.System, new OsRandom()), publishers, TimeSpan.FromSeconds(5));
            await using var store = Open($"{publishers}.db", new Retention());
            await PublishBench.RunAsync("sqlite", store.Log, publishers, TimeSpan.FromSeconds(5));
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

SqliteStore Open(string file, Retention kept) => SqliteStore.Open(
    new SqliteStoreOptions { Path = Path.Combine(folder.FullName, file) }, kept, TimeProvider.System, new OsRandom());
