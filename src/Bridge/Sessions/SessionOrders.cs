using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Sessions;

/// <summary>Follows the orders about users' sessions and carries them out on this node.</summary>
/// <remarks>
/// Whether a session is over the store says; an order is the reason to ask it. So one that comes late hurts nobody who signed in again meanwhile. A session whose client is between
/// two polls waits nowhere: for as long as it can live unvisited, its next poll asks at the door again.
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
    }

    /// <summary>Orders of before are for sessions of before; rechecks among them still count for who polls.</summary>
    private async ValueTask<bool> TryBeginAsync()
    {
        try
        {
            var head = await log.HeadAsync(SessionOrder.Channel, _stop.Token).ConfigureAwait(false);
            _reader.Add(SessionOrder.Channel, head.Tail, TagSet.None);
            _ = FollowAsync(head.Head);
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

    private async Task FollowAsync(Position before)
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
                    leases.All.Concat(guests.All).ToList().ForEach(waiting => waiting.End(CloseReason.Renew)); // whom the lost orders meant nobody knows
                }

                foreach (var message in batch.Messages)
                {
                    Obey(message, isOld: message.Position == before || message.Position.IsBefore(before));
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

    private void Obey(Message message, bool isOld)
    {
        if (SessionOrder.Read(message.Payload) is not { } order)
        {
            return;
        }

        if (order.Do == SessionOrderKind.Recheck)
        {
            desk.Rechecks.Add(order.User, message.Time + options.Lifetime - scheduler.Time.GetUtcNow());
            if (!isOld)
            {
                leases.Of(order.User).Concat(guests.Of(order.User)).ToList().ForEach(waiting => waiting.End(CloseReason.Renew));
            }
        }
        else if (!isOld)
        {
            desk.Endings.Add(order.User, Rest * 10);
            foreach (var lease in leases.Of(order.User).ToList())
            {
                _ = desk.VerifyAsync(lease);
            }

            guests.Of(order.User).ToList().ForEach(guest => guest.End(CloseReason.Revoked));
        }
    }
}
