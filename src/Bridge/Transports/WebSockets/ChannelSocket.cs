using System.Net.WebSockets;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>One socket on one channel, without a session: what comes is submitted, what is published is sent. Its back-pressure is the connection's.</summary>
internal sealed class ChannelSocket(
    WebSocket socket, IDialect dialect, ChannelDesk desk, GuestLease guest, SocketSender sender, SocketOptions options, Pace? pace, ILogger logger)
{
    private readonly SocketReceiver _receiver = new(socket, dialect.MaxMessageBytes, options.MaxFragments, pace);
    private readonly Lock _lock = new();
    private List<ServerReply> _replies = [];
    private Gap? _gap;

    /// <summary>Serves the socket until it is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delivering = DeliverAsync();
        var reason = CloseReason.ServerError; // until it is known better
        try
        {
            var intents = new List<ClientIntent>(1);
            while (await _receiver.ReceiveAsync().ConfigureAwait(false))
            {
                intents.Clear();
                dialect.Read(_receiver.Message.Span, _receiver.IsBinary, intents);
                _receiver.Release();
                foreach (var submit in intents.OfType<ClientIntent.Submit>())
                {
                    Say(await desk.SubmitAsync(guest.Caller, submit, cancellationToken).ConfigureAwait(false));
                }
            }

            reason = _receiver.Fault ?? CloseReason.Closed;
        }
        finally
        {
            _receiver.Release();
            guest.End(reason);
            await delivering.ConfigureAwait(false);
        }
    }

    private void Say(ServerReply reply)
    {
        lock (_lock)
        {
            _replies.Add(reply);
        }

        guest.Reader.Signal();
    }

    private async Task DeliverAsync()
    {
        var batch = Batch.Rent();
        var frames = FrameQueue.Rent();
        try
        {
            while (guest.Ended is null && _gap is null)
            {
                guest.Reader.Rearm();
                await guest.Reader.FillAsync(batch, 1_000, Reader.BatchBytes, CancellationToken.None).ConfigureAwait(false);
                _gap = batch.Gaps is [var gap, ..] ? gap : null;
                var replies = TakeReplies();
                if (_gap is not null)
                {
                    break; // the client decides from where to go on
                }

                if (batch.IsEmpty && replies.Count == 0)
                {
                    await guest.Reader.WaitAsync().ConfigureAwait(false);
                    continue;
                }

                dialect.Write(replies, batch, frames);
                await sender.SendAsync(frames, replies, batch).ConfigureAwait(false);
                frames.Clear();
                batch.Clear();
            }

            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (WebSocketTransport.IsCut(fault))
        {
            socket.Abort(); // the wire is gone: the receiving loop must notice too
        }
        catch (Exception fault)
        {
            logger.ConnectionFailed(fault);
            await sender.CloseAsync(CloseReason.ServerError).ConfigureAwait(false);
        }
        finally
        {
            guest.Dispose();
            frames.Return();
            batch.Return();
        }
    }

    private List<ServerReply> TakeReplies()
    {
        lock (_lock)
        {
            if (_replies.Count == 0)
            {
                return _replies;
            }

            var replies = _replies;
            _replies = [];
            return replies;
        }
    }

    private ValueTask CloseAsync() => _gap is { } gap ? sender.CloseAsync(GapCode, gap.Code) : sender.CloseAsync(guest.Ended!);

    private const int GapCode = 4410;
}
