namespace Bridge.TestKit.Clients;

/// <summary>Something changed: take <see cref="Next"/> before looking, and wait for it after.</summary>
public sealed class Change
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next change.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>It changed.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
