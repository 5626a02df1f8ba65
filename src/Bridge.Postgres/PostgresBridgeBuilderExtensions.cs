using Bridge.Messaging;
using Bridge.Postgres;
using Bridge.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Keeps everything in a PostgreSQL database: durable, and shared by all nodes.</summary>
public static class PostgresBridgeBuilderExtensions
{
    /// <summary>Opens the store when the host starts and lets go of it when the host ends. What channels keep and how many sessions there may be is taken from
    /// <see cref="BridgeOptions"/>; it must be the same on all nodes. Adds <see cref="IPostgresPublisher"/>.</summary>
    /// <param name="builder">What <c>AddBridge</c> gave.</param>
    /// <param name="connectionString">The database, like <c>Host=db.example;Database=app;Username=bridge</c>.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <remarks>The host's start fails with a <see cref="PostgresStoreException"/> when the database cannot be used, and with an <see cref="OptionsValidationException"/> when
    /// the options have faults.</remarks>
    public static BridgeBuilder AddPostgresStore(this BridgeBuilder builder, string connectionString, Action<PostgresStoreOptions>? configure = null)
    {
        builder.Services.AddOptions<PostgresStoreOptions>().Configure(options => options.ConnectionString = connectionString).Configure(configure ?? (_ => { })).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsCheck>());
        builder.Services.AddSingleton(Open);
        return builder.Use(provider => provider.GetRequiredService<PostgresStore>());
    }

    /// <summary>Uses this store, which other hosts of the process may use too. Who opened it closes it, after the hosts have ended.</summary>
    public static BridgeBuilder UsePostgresStore(this BridgeBuilder builder, PostgresStore store) => builder.Use(_ => store);

    private static BridgeBuilder Use(this BridgeBuilder builder, Func<IServiceProvider, PostgresStore> store)
    {
        builder.Services.AddSingleton<IPostgresPublisher>(provider => new PostgresPublisher(store(provider), provider.GetRequiredService<Publisher>().Check));
        return builder.UseStores(
            provider => store(provider).Log, provider => store(provider).Sessions, provider => store(provider).Records, provider => store(provider).Backplane);
    }

    private static PostgresStore Open(IServiceProvider provider)
    {
        var (bridge, options) = (provider.GetRequiredService<BridgeOptions>(), provider.GetRequiredService<IOptions<PostgresStoreOptions>>().Value);
        var logger = provider.GetRequiredService<ILogger<PostgresStore>>();
        var store = Task.Run(() => PostgresStore.OpenAsync(
            options, bridge.Retention, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomSource>(),
            channel => bridge.Channels.Find(channel)?.Retention, bridge.Sessions.MaxSessions, bridge.Sessions.Lifetime / 8, logger)).GetAwaiter().GetResult(); // services are made synchronously
        if (store.NewEpochBecause is { } reason)
        {
            logger.EpochBegins(options.Schema, store.Epoch.ToString(), reason);
        }

        return store;
    }
}
