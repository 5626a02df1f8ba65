using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>The backend for who holds the lease, and for nobody else.</summary>
internal sealed class HeldBackend(IBackend backend, UpstreamHold hold) : IBackend
{
    public ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        hold.Look(); // ends the poll that asks; a goodbye to a session may still be said
        cancellationToken.ThrowIfCancellationRequested();
        return backend.AskAsync(request, deadline, cancellationToken);
    }
}
