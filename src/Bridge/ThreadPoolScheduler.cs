using Bridge.Messaging;

namespace Bridge;

/// <summary>The scheduler of a program: the thread pool and the clock given.</summary>
internal sealed class ThreadPoolScheduler(TimeProvider time) : BridgeScheduler
{
    public override TimeProvider Time => time;

    public override void Post(IWork work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}
