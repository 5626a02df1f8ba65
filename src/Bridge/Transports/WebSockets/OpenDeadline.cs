using System.Net.WebSockets;
using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Transports.WebSockets;

/// <summary>Closes a socket on which nothing is said before it carries a session: afterwards <see cref="LeaseHealth"/> watches it.</summary>
internal sealed class OpenDeadline(SocketSender sender, DeadlineWheel wheel, TimeSpan limit) : Deadline
{
    private bool _stopped;

    /// <summary>From now on the client has so long again.</summary>
    public void Start() => wheel.Arm(this, limit);

    /// <summary>It is watched no more.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopped, true);
        wheel.Disarm(this);
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => Close(CloseReason.NoProgress);

    /// <summary>Closes the socket, unless it carries a session by now.</summary>
    public void Close(CloseReason reason)
    {
        if (!Volatile.Read(ref _stopped))
        {
            _ = CloseAsync(reason);
        }
    }

    private async ValueTask CloseAsync(CloseReason reason)
    {
        try
        {
            await sender.CloseAsync(reason).ConfigureAwait(false); // the loop that receives sees the client's half, or the cut
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It went away by itself.
        }
    }
}
