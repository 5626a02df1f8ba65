using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows;

/// <summary>One polling system: how it behaves, and how its pages do.</summary>
internal interface IRow
{
    /// <summary>The name of its shape.</summary>
    static abstract string Name { get; }

    /// <summary>Its shape.</summary>
    static abstract PollShape Shape { get; }

    /// <summary>What isn't tested, and why; no use means both.</summary>
    static abstract IReadOnlyDictionary<(Oracle Oracle, Use Use), LeftOut> LeftOut { get; }

    /// <summary>Its backend, on this clock.</summary>
    static abstract RowBackend Backend(QueueScheduler scheduler);

    /// <summary>A page of it.</summary>
    static abstract RowClient Client();
}
