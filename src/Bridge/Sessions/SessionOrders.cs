using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Sessions;

/// <summary>Follows the orders about users' sessions and carries them out on this node.</summary>
/// <remarks>
/// Whether a session is over the store says; an order is the reason to ask it. So one that comes late ends nobody's session who signed in again meanwhile; but what showed him may be of
/// before, and so he comes again. A session whose client is between two polls waits nowhere: for as long as it can live unvisited, its next poll asks at the door again.
/// </remarks>
internal sealed class SessionOrders(
    SessionDesk desk, Leases leases, Guests guests, Waiters waiters, IChannelLog log, SessionOptions options, BridgeScheduler scheduler, DeadlineWheel wheel, ILogger<SessionOrders> logger) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Reader _reader = new(scheduler, waiters, log, inline: false);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Begins to follow; done when it knows where, or that the store is away, before which nobody opens anything.</summary>
    public async Task StartAsync()
    {
        if (!await TryBeginAsync().ConfigureAwait(false))
        {
            _ = BeginLaterAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _reader.Leave();
        _reader.Signal();
    }

    private async Task BeginLaterAsync()
    {
        do
        {
            await RestAsync().ConfigureAwait(false);
        }
        while (!_stop.IsCancellationRequested && !await TryBeginAsync().ConfigureAwait(false));

        EveryoneComesAgain(); // the store may have been back for a while, and requests found it sooner
    }

    /// <summary>Orders of before are for sessions of before; what still counts of them is known before the first request: rechecks for who polls, endings for who comes with a ticket.</summary>
    private async ValueTask<bool> TryBeginAsync()
    {
        try
        {
            var head = await log.HeadAsync(SessionOrder.Channel, _stop.Token).ConfigureAwait(false);
            var at = head.Tail;
            var messages = new List<Message>();
            ReadResult read;
            do
            {
                messages.Clear();
                read = await log.ReadAsync(SessionOrder.Channel, at, new ReadLimit(1_000, Reader.BatchBytes), messages, _stop.Token).ConfigureAwait(false);
                messages.ForEach(Remember);
                at = read.UpTo;
            }
            while (!read.AtHead);

            _reader.Add(SessionOrder.Channel, at, TagSet.None);
            _ = FollowAsync();
            return true;
        }
        catch (Exception fault)
        {
            logger.OrdersFailed(fault);
            return false;
        }
    }

    private async ValueTask RestAsync()
    {
        try
        {
            await Pause.WaitAsync(scheduler, wheel, Rest, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the node is gone
        }
    }

    private async Task FollowAsync()
    {
        var batch = Batch.Rent();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _reader.Rearm();
                batch.Clear();
                await _reader.FillAsync(batch, 1_000, Reader.BatchBytes, CancellationToken.None).ConfigureAwait(false);
                if (batch.Gaps.Count > 0)
                {
                    EveryoneComesAgain(); // whom the lost orders meant nobody knows
                }

                foreach (var message in batch.Messages)
                {
                    Obey(message);
                }

                if (batch.IsEmpty)
                {
                    await _reader.WaitAsync().ConfigureAwait(false);
                }
            }
            catch (Exception fault)
            {
                logger.OrdersFailed(fault);
                await RestAsync().ConfigureAwait(false);
            }
        }

        batch.Return();
    }

    private void EveryoneComesAgain()
    {
        leases.HearOfAll();
        guests.HearOfAll();
        leases.All.Concat(guests.All).ToList().ForEach(waiting => waiting.End(CloseReason.Renew));
    }

    /// <summary>What an order means for those who are not here yet.</summary>
    private void Remember(Message message)
    {
        if (SessionOrder.Read(message.Payload) is { } order)
        {
            var isEnd = order.Do == SessionOrderKind.End;
            var left = message.Time + (isEnd ? OneTimeTickets.Lifetime : options.Lifetime) - scheduler.Time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                (isEnd ? desk.Endings : desk.Rechecks).Add(order.User, left);
            }
        }
    }

    private void Obey(Message message)
    {
        if (SessionOrder.Read(message.Payload) is not { } order)
        {
            return;
        }

        Remember(message);
        leases.Hear(order.User);
        guests.Hear(order.User);
        if (order.Do == SessionOrderKind.Recheck)
        {
            leases.Of(order.User).Concat<IEnds>(guests.Of(order.User)).ToList().ForEach(waiting => waiting.End(CloseReason.Renew));
            return;
        }

        foreach (var lease in leases.Of(order.User).ToList())
        {
            _ = desk.VerifyAsync(lease);
        }

        foreach (var guest in guests.Of(order.User).ToList())
        {
            guest.End(guest.Entered > message.Time ? CloseReason.Renew : CloseReason.Revoked); // clocks differ: who came after it may hear the wrong word, and comes again or not, but nobody stays
        }
    }
}
