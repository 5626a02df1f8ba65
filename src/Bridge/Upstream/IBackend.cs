using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>The legacy backend, as who polls it sees it.</summary>
internal interface IBackend
{
    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <param name="request">What is asked. Its path decides where on the backend; nothing in it decides which host.</param>
    /// <param name="deadline">When to give up. What came until then is the answer, marked as cut.</param>
    /// <param name="cancellationToken">Nobody wants the answer any more.</param>
    /// <exception cref="OperationCanceledException">The token fired. Everything else that can go wrong is a fault of the answer.</exception>
    ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken);
}
