using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Hands a lease to the poll that waits for it, in a piece of work of its own: what follows is the poll.</summary>
internal sealed class LeaseDelivery(TaskCompletionSource<UpstreamHold> waiting, UpstreamHold hold) : IWork
{
    public void Run() => waiting.TrySetResult(hold);
}
