using Bridge.Diagnostics;
using Bridge.Stores;
using Bridge.Stores.Measured;
using Bridge.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge;

/// <summary>Where a store package joins in.</summary>
public sealed class BridgeBuilder(IServiceCollection services)
{
    /// <summary>The application's services.</summary>
    public IServiceCollection Services => services;

    /// <summary>Uses this store, which other hosts of the process may use too.</summary>
    public BridgeBuilder UseMemoryStore(MemoryStore store) => UseStores(_ => store.Log, _ => store.Sessions, _ => store.Records, _ => store.Backplane);

    /// <summary>Uses these four stores. Calls to the first three are timed while somebody listens; a hint never waits, so that there is nothing to time.</summary>
    public BridgeBuilder UseStores(
        Func<IServiceProvider, IChannelLog> log, Func<IServiceProvider, ISessionStore> sessions,
        Func<IServiceProvider, IRecordStore> records, Func<IServiceProvider, IBackplane> backplane)
    {
        services.Replace(ServiceDescriptor.Singleton<IChannelLog>(provider => new MeasuredChannelLog(log(provider), provider.GetRequiredService<BridgeMeter>().Stores)));
        services.Replace(ServiceDescriptor.Singleton<ISessionStore>(provider => new MeasuredSessionStore(sessions(provider), provider.GetRequiredService<BridgeMeter>().Stores)));
        services.Replace(ServiceDescriptor.Singleton<IRecordStore>(provider => new MeasuredRecordStore(records(provider), provider.GetRequiredService<BridgeMeter>().Stores)));
        services.Replace(ServiceDescriptor.Singleton(backplane));
        return this;
    }
}
