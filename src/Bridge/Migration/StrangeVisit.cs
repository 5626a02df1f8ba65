using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>A request that no shape describes while it is served; disposed, it is counted.</summary>
/// <param name="tap">Looks on, where an example is wanted; null: none is.</param>
/// <param name="done">Takes the answer that was seen.</param>
internal sealed class StrangeVisit(AnswerTap? tap, Action<LegacyAnswer?> done) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        tap?.Dispose();
        done(tap?.Answer());
    }
}
