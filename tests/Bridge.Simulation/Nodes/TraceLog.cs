using Bridge.Simulation.Worlds;
using Microsoft.Extensions.Logging;

namespace Bridge.Simulation.Nodes;

/// <summary>What a node logs stands in the trace.</summary>
internal sealed class TraceLog<T>(World world, int node) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => world.Trace.IsReadable;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        world.Trace.Remark($"node {node} {formatter(state, exception)} {exception}");
}
