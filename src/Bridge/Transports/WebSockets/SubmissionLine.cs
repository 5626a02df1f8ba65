using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>The submissions of one socket, one after the other, beside the loop that receives: a slow handler must not hold up acknowledgements.</summary>
internal sealed class SubmissionLine(SessionDesk desk, SessionSeat seat, SessionLease lease, int capacity, ILogger logger)
{
    private Task _last = Task.CompletedTask;
    private int _waiting;

    /// <summary>Puts a submission at the end of the line; waits only when the line is too long.</summary>
    public async ValueTask AddAsync(ClientIntent.Submit submit)
    {
        if (Interlocked.Increment(ref _waiting) > capacity)
        {
            await _last.ConfigureAwait(false);
        }

        _last = HandleAsync(_last, submit);
    }

    private async Task HandleAsync(Task before, ClientIntent.Submit submit)
    {
        await before.ConfigureAwait(false);
        try
        {
            // Not cancelled with the socket: its client asks for the outcome on another one.
            lease.Say(await desk.SubmitAsync(seat, submit, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception fault)
        {
            logger.ConnectionFailed(fault);
            lease.End(CloseReason.ServerError); // the store is away; the client sends it again
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
