using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Migration;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Stores.Measured;
using Bridge.Stores.Memory;
using Bridge.Transports;
using Bridge.Transports.Limits;
using Bridge.Transports.Publishing;
using Bridge.Transports.WebSockets;
using Bridge.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Adds Bridge to an application's services.</summary>
public static class BridgeServiceCollectionExtensions
{
    /// <summary>Adds the channel with its memory store. What the application registered itself (a clock, a store, an authorizer) wins.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Declares the channels and sets what differs from the defaults.</param>
    public static BridgeBuilder AddBridge(this IServiceCollection services, Action<BridgeOptions>? configure = null)
    {
        services.AddOptions<BridgeOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BridgeOptions>, BridgeOptionsCheck>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<BridgeOptions>>().Value);
        services.TryAddSingleton(provider => provider.GetRequiredService<BridgeOptions>().Sessions);
        services.TryAddSingleton(provider => provider.GetRequiredService<BridgeOptions>().Channels);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, SystemRandom>();
        services.AddMetrics();
        services.TryAddSingleton<BridgeMeter>();
        services.AddOptions<HealthCheckServiceOptions>().Configure<IServiceProvider>(BridgeHealthCheck.AddTo); // shown once the application has AddHealthChecks
        services.TryAddSingleton<BridgeScheduler>(provider => new ThreadPoolScheduler(provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<BridgeOptions>().PostConfigure(options => ShapeChannels.Declare(options.Channels, options.Shapes));
        return services.AddBridgeStores().AddBridgeShapes().AddBridgeSessions().AddBridgeTransports();
    }

    private static IServiceCollection AddBridgeStores(this IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<BridgeOptions>();
            return new MemoryStore(
                options.Retention, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomSource>(),
                channel => options.Channels.Find(channel)?.Retention, options.Sessions.MaxSessions);
        });
        services.TryAddSingleton<IChannelLog>(provider => new MeasuredChannelLog(provider.GetRequiredService<MemoryStore>().Log, provider.GetRequiredService<BridgeMeter>().Stores));
        services.TryAddSingleton<ISessionStore>(provider => new MeasuredSessionStore(provider.GetRequiredService<MemoryStore>().Sessions, provider.GetRequiredService<BridgeMeter>().Stores));
        services.TryAddSingleton<IRecordStore>(provider => new MeasuredRecordStore(provider.GetRequiredService<MemoryStore>().Records, provider.GetRequiredService<BridgeMeter>().Stores));
        services.TryAddSingleton<IBackplane>(provider => provider.GetRequiredService<MemoryStore>().Backplane);
        return services;
    }

    private static IServiceCollection AddBridgeSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<DeadlineWheel>();
        services.TryAddSingleton<Recheck>();
        services.TryAddSingleton<Waiters>();
        services.TryAddSingleton<Leases>();
        services.TryAddSingleton<Guests>();
        services.TryAddSingleton<Drain>();
        services.TryAddSingleton<SessionOrders>();
        services.TryAddSingleton<ISessionControl, SessionControl>();
        services.TryAddSingleton(provider => new ChannelDoor(
            provider.GetRequiredService<ChannelRules>(), provider.GetService<IChannelAuthorizer>(), provider.GetRequiredService<ChannelTickets>()));
        services.TryAddSingleton<InboundGate>();
        services.TryAddSingleton<SessionDesk>();
        services.TryAddSingleton<ChannelDesk>();
        services.TryAddSingleton<OneTimeTickets>();
        services.TryAddSingleton<AnswerDesk>();
        services.TryAddSingleton<IChannelInterest>(provider => provider.GetRequiredService<UpstreamDesk>());
        services.TryAddSingleton<Sweeper>();
        services.TryAddSingleton<Publisher>();
        services.TryAddSingleton<IPublisher>(provider => provider.GetRequiredService<Publisher>());
        services.TryAddSingleton<IChannelReader, ChannelReader>();
        services.TryAddSingleton<IAcknowledgements, Acknowledgements>();
        return services;
    }

    private static IServiceCollection AddBridgeShapes(this IServiceCollection services)
    {
        services.TryAddSingleton<ShapeSecret>();
        services.TryAddSingleton(provider => new ChannelTickets(provider.GetRequiredService<ShapeSecret>().Key, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new UpstreamParts(
            provider.GetRequiredService<Publisher>(), provider.GetRequiredService<IChannelLog>(), provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<BridgeScheduler>(),
            provider.GetRequiredService<DeadlineWheel>(), provider.GetRequiredService<IRandomSource>(), provider.GetRequiredService<BridgeOptions>().Upstream,
            provider.GetRequiredService<ILogger<UpstreamDesk>>(), provider.GetRequiredService<IBackplane>(),
            $"{Environment.MachineName}-{provider.GetRequiredService<IRandomSource>().NextText(6)}"));
        services.TryAddSingleton<UpstreamDesk>();
        services.TryAddSingleton<ShapeCheckpoints>();
        services.TryAddSingleton<ICheckpoints>(provider => provider.GetRequiredService<ShapeCheckpoints>());
        services.TryAddSingleton<ShapeParts>();
        services.TryAddSingleton<StageBook>();
        services.TryAddSingleton<MigrationParts>();
        return services;
    }

    private static BridgeBuilder AddBridgeTransports(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new OriginPolicy(
            [.. provider.GetRequiredService<BridgeOptions>().AllowedOrigins], provider.GetRequiredService<ILogger<OriginPolicy>>()));
        services.TryAddSingleton(provider => new PublishGuard(provider.GetRequiredService<BridgeOptions>().Publishing));
        services.TryAddSingleton(provider => provider.GetRequiredService<BridgeOptions>().Limits);
        services.TryAddSingleton<LimitAlarm>();
        services.TryAddSingleton<AddressLimits>();
        services.TryAddSingleton<SessionLimits>();
        services.TryAddSingleton<SocketLimits>();
        services.TryAddSingleton<EndpointParts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BridgeService>());
        return new BridgeBuilder(services);
    }
}
