namespace Bridge.Sqlite.Tests;

/// <summary>Stops the writer when everything is written and nothing committed, until disposed.</summary>
internal sealed class HeldCommit : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _go = new();
    private readonly Writer _writer;

    public HeldCommit(Writer writer)
    {
        _writer = writer;
        writer.Committing = () =>
        {
            Transactions++;
            _reached.TrySetResult();
            _go.Wait();
        };
    }

    /// <summary>The writer stands.</summary>
    public Task Reached => _reached.Task;

    /// <summary>How many transactions came so far.</summary>
    public int Transactions { get; private set; }

    public void Dispose()
    {
        _writer.Committing = () => Transactions++;
        _go.Set();
    }
}
