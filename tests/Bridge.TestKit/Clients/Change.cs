namespace Bridge.TestKit.Clients;

/// <summary>Something changed: take <see cref="Next"/> before looking, and wait for it after.</summary>
internal sealed class Change
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
