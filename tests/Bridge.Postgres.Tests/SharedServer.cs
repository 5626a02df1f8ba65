[assembly: AssemblyFixture(typeof(Bridge.Postgres.Tests.SharedServer))]

namespace Bridge.Postgres.Tests;

/// <summary>The one server that nearly all tests of this assembly share, each in a schema of its own. Started by the first that wants it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresServer? _server;
    private static int _schemas;

    public static async Task<PostgresServer> GetAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return _server ??= await PostgresServer.StartAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A schema that nobody else has.</summary>
    public static string NewSchema() => "s" + Interlocked.Increment(ref _schemas);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
