using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Stores;

/// <summary>How one node's calls travel to the store and back: at once, late, in vain, or in vain only as it seems.</summary>
internal sealed class StoreCalls(World world, SimStore store, Life caller)
{
    public ValueTask<T> CallAsync<T>(Func<T> act, CancellationToken cancellationToken) =>
        world.Scenario.InstantStore ? Instant(act) : LateAsync(act, null, cancellationToken);

    /// <summary>A call that counts only once it is on disk.</summary>
    public ValueTask<T> SyncedAsync<T>(Func<T> act, CancellationToken cancellationToken) =>
        world.Scenario.InstantStore ? Instant(act) : LateAsync(act, store.Disk, cancellationToken);

    private ValueTask<T> Instant<T>(Func<T> act)
    {
        if (world.Strikes(Fault.StoreFails))
        {
            return ValueTask.FromException<T>(new IOException("The store is away."));
        }

        var result = act();
        return world.Strikes(Fault.StoreFailsAfter) ? ValueTask.FromException<T>(new IOException("The store is away, or was.")) : ValueTask.FromResult(result);
    }

    private async ValueTask<T> LateAsync<T>(Func<T> act, SimDisk? disk, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(); // goes on inside the event: nothing leaves the world's thread
        var life = store.Life;
        var fails = world.Strikes(Fault.StoreFails);
        var failsAfter = world.Strikes(Fault.StoreFailsAfter);
        world.Time.After(Delay(), null, () =>
        {
            if (fails || life.IsOver)
            {
                Answer(() => answer.TrySetException(new IOException("The store is away.")));
            }
            else if (disk is null)
            {
                Reply(act());
            }
            else
            {
                disk.Write(() => act(), result => Reply((T)result!), () => Answer(() => answer.TrySetException(new IOException("The store went away."))));
            }
        });
        return await answer.Task.ConfigureAwait(false);

        void Reply(T result) => Answer(() =>
        {
            if (failsAfter)
            {
                answer.TrySetException(new IOException("The store is away, or was."));
            }
            else if (cancellationToken.IsCancellationRequested)
            {
                answer.TrySetCanceled(cancellationToken);
            }
            else
            {
                answer.TrySetResult(result);
            }
        });

        void Answer(Action action) => world.Time.After(Delay() / 2, caller, action);
    }

    private long Delay() => world.Strikes(Fault.StoreSlow) ? world.Between(5, 400) : world.Between(0, 2);
}
