using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Polls one endpoint while this node holds its lease; while another one does, waits for it and knows what that one tells.</summary>
internal sealed class LeasedPoll(UpstreamScope scope, IBackend backend, UpstreamParts parts, UpstreamLeases leases, TimeSpan rest)
{
    private UpstreamState _state = new(scope.Shape.Name, scope.Channel);

    /// <summary>How the poll stands, whoever's it is.</summary>
    public UpstreamState State => Volatile.Read(ref _state);

    /// <summary>Goes on until the token fires or the shape says stop. Never throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lease = leases.Come(scope);
        try
        {
            while (!cancellationToken.IsCancellationRequested && State.Phase != UpstreamPhase.Stopped)
            {
                Volatile.Write(ref _state, lease.View);
                await PollAsync(await lease.HoldAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // nobody here wants it any more, and it was another's all the time
        }

        // Who was refused with his credentials keeps nobody from trying with others; what the shape says goes for all.
        lease.Leave(State.PolledBy is null && State.Phase == UpstreamPhase.Stopped && scope.IsPublic ? rest : default);
    }

    private async Task PollAsync(UpstreamHold hold, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hold.Over);
        var poll = new UpstreamPoll(scope, backend, parts, hold);
        Volatile.Write(ref _state, poll.State);
        await poll.RunAsync(either.Token).ConfigureAwait(false);
        if (hold.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            parts.Logger.LeaseLost(scope.Shape.Name, scope.Channel);
        }
    }
}
