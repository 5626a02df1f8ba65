namespace Bridge.Sqlite;

/// <summary>Something that waits for its place in a transaction.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work; may be called again after the transaction was undone.</summary>
    public abstract void Run();

    /// <summary>The transaction is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(Func<T> work) : WriteJob
{
    // Continuations must not run on the writer's thread: they are the application's.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Run() => _result = work();

    public override void Complete() => _completion.SetResult(_result!);

    public override void Fail(Exception fault) => _completion.SetException(fault);
}
