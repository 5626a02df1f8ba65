namespace Bridge.Messaging;

/// <summary>A piece of work that can be posted without allocating: the object that has it to do is the work.</summary>
public interface IWork : IThreadPoolWorkItem
{
    /// <summary>Does the work. Must not throw and must not block.</summary>
    void Run();

    void IThreadPoolWorkItem.Execute() => Run();
}
