using Bridge.Messaging;
using Bridge.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Keeps everything in one SQLite file: durable on one machine, without a server.</summary>
public static class SqliteBridgeBuilderExtensions
{
    /// <summary>Opens the file when the host starts and closes it when the host ends. What channels keep and how many sessions there may be is taken from
    /// <see cref="BridgeOptions"/>.</summary>
    /// <param name="builder">What <c>AddBridge</c> gave.</param>
    /// <param name="path">The file; it is created when there is none. Its folder must exist, on a local disk.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <remarks>The host's start fails with a <see cref="SqliteStoreException"/> when the file cannot be used, and with an <see cref="OptionsValidationException"/> when
    /// the options have faults.</remarks>
    public static BridgeBuilder AddSqliteStore(this BridgeBuilder builder, string path, Action<SqliteStoreOptions>? configure = null)
    {
        builder.Services.AddOptions<SqliteStoreOptions>().Configure(options => options.Path = path).Configure(configure ?? (_ => { })).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsCheck>());
        builder.Services.AddSingleton(Open);
        return builder.UseStores(
            provider => provider.GetRequiredService<SqliteStore>().Log, provider => provider.GetRequiredService<SqliteStore>().Sessions,
            provider => provider.GetRequiredService<SqliteStore>().Records, provider => provider.GetRequiredService<SqliteStore>().Backplane);
    }

    /// <summary>Uses this store, which other hosts of the process may use too. Who opened it closes it, after the hosts have ended.</summary>
    public static BridgeBuilder UseSqliteStore(this BridgeBuilder builder, SqliteStore store) =>
        builder.UseStores(_ => store.Log, _ => store.Sessions, _ => store.Records, _ => store.Backplane);

    private static SqliteStore Open(IServiceProvider provider)
    {
        var (bridge, options) = (provider.GetRequiredService<BridgeOptions>(), provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value);
        var store = SqliteStore.Open(
            options, bridge.Retention, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomSource>(),
            channel => bridge.Channels.Find(channel)?.Retention, bridge.Sessions.MaxSessions, bridge.Sessions.Lifetime / 8);
        var logger = provider.GetRequiredService<ILogger<SqliteStore>>();
        if (store.NewEpochBecause is { } reason)
        {
            logger.EpochBegins(options.Path, store.Epoch.ToString(), reason);
        }
        else
        {
            logger.StoreOpen(options.Path, store.Epoch.ToString());
        }

        return store;
    }
}
