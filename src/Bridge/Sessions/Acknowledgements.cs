using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Who has it: how far each session of a channel has acknowledged.</summary>
internal sealed class Acknowledgements(ISessionStore sessions, DeadlineWheel wheel, SessionOptions options, BridgeScheduler scheduler) : IAcknowledgements
{
    public async ValueTask<IReadOnlyList<Standing>> ListAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        var standings = new List<Standing>();
        await sessions.ListAsync(channel, standings, cancellationToken).ConfigureAwait(false);
        return standings;
    }

    public async ValueTask<bool> WaitAsync(
        ChannelName channel, Position position, Func<IReadOnlyList<Standing>, bool> by, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = scheduler.Milliseconds;
        while (true)
        {
            var standings = await ListAsync(channel, cancellationToken).ConfigureAwait(false);
            if (by([.. standings.Where(standing => standing.Acked.Epoch == position.Epoch && standing.Acked.Offset >= position.Offset)]))
            {
                return true;
            }

            var left = timeout - TimeSpan.FromMilliseconds(scheduler.Milliseconds - start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            // A look per ack interval: acknowledgements of other nodes' clients reach the store no faster.
            await Pause.WaitAsync(scheduler, wheel, left < options.AckInterval ? left : options.AckInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
