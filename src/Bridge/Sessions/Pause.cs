using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>A pause on the wheel, for what has nobody to be woken by: a look at what another node does.</summary>
/// <remarks>It ends in a piece of work of its own: what comes after may be an application's handler, and the wheel turns for everybody.</remarks>
internal sealed class Pause : Deadline, IWork
{
    private readonly TaskCompletionSource _over = new();
    private readonly BridgeScheduler _scheduler;
    private int _posted;

    private Pause(BridgeScheduler scheduler) => _scheduler = scheduler;

    /// <summary>Waits so long.</summary>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public static async ValueTask WaitAsync(BridgeScheduler scheduler, DeadlineWheel wheel, TimeSpan span, CancellationToken cancellationToken)
    {
        var pause = new Pause(scheduler);
        wheel.Arm(pause, span);
        using var cancelled = cancellationToken.UnsafeRegister(static pause => ((Pause)pause!).OnDue(), pause);
        await pause._over.Task.ConfigureAwait(false);
        wheel.Disarm(pause);
        cancellationToken.ThrowIfCancellationRequested();
    }

    void IWork.Run() => _over.SetResult();

    protected internal override void OnDue()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _scheduler.Post(this);
        }
    }
}
