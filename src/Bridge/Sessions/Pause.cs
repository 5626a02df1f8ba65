namespace Bridge.Sessions;

/// <summary>A pause on the wheel, for what has nobody to be woken by: a look at what another node does.</summary>
internal sealed class Pause : Deadline
{
    private readonly TaskCompletionSource _over = new(); // goes on inside the wheel's pass: nothing here leaves the scheduler

    private Pause()
    {
    }

    /// <summary>Waits so long.</summary>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public static async ValueTask WaitAsync(DeadlineWheel wheel, TimeSpan span, CancellationToken cancellationToken)
    {
        var pause = new Pause();
        wheel.Arm(pause, span);
        using var cancelled = cancellationToken.UnsafeRegister(static (pause, token) => ((Pause)pause!)._over.TrySetCanceled(token), pause);
        await pause._over.Task.ConfigureAwait(false);
    }

    protected internal override void OnDue() => _over.TrySetResult();
}
