using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>Something that one side waits for and the other lets happen.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _opened.TrySetResult();

    public Task PassAsync() => _opened.Task.WaitAsync(Patience.Limit);
}
