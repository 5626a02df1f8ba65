namespace Bridge.Messaging;

/// <summary>The way in: what clients submit to a channel is handed to the application here, in order per session.</summary>
public interface IInboundHandler
{
    /// <summary>Whether running the same submission twice does no harm. Then a submission whose node died is run again instead of answered <c>submission_unknown</c>.</summary>
    bool IsIdempotent => false;

    /// <summary>Handles one submission.</summary>
    /// <param name="submission">What came, and from whom.</param>
    /// <param name="cancellationToken">Fires after the submission's time-out (default 30 s).</param>
    /// <returns>The outcome, kept for retries. An exception becomes <c>handler_failed</c>.</returns>
    ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken);
}
