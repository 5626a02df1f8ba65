using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Handles clients without a session: authorise, read, forget. Their cursor is their own.</summary>
internal sealed class ChannelDesk(ChannelDoor door, InboundGate gate, Guests guests, Waiters waiters, IChannelLog log, BridgeScheduler scheduler)
{
    /// <summary>Whether the caller may read the channel.</summary>
    public async ValueTask<bool> AllowsAsync(Caller caller, ChannelName channel, CancellationToken cancellationToken) =>
        (await door.AskAsync(caller, channel, ChannelOperation.Subscribe, cancellationToken).ConfigureAwait(false)).Allowed;

    /// <summary>Lets a reader of the channel in; null: the caller may not read it. Dispose it when done.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="channel">What.</param>
    /// <param name="since">From where on.</param>
    /// <param name="inline">Whether the loop that waits may go on inside the call that wakes it.</param>
    /// <param name="cancellationToken">The request went away.</param>
    public async ValueTask<GuestLease?> ReadAsync(Caller caller, ChannelName channel, Since since, bool inline, CancellationToken cancellationToken)
    {
        caller = caller with { Came = scheduler.Time.GetTimestamp() };
        var grant = await door.AskAsync(caller, channel, ChannelOperation.Subscribe, cancellationToken).ConfigureAwait(false);
        if (!grant.Allowed)
        {
            return null;
        }

        var head = await log.HeadAsync(channel, cancellationToken).ConfigureAwait(false);
        var reader = new Reader(scheduler, waiters, log, inline);
        reader.Add(channel, since.Resolve(head.Head, head.Tail), ChannelDoor.Tags(caller, null, grant.Tags));
        return guests.Enter(caller, reader);
    }

    /// <summary>Hands a submission to the application.</summary>
    public ValueTask<ServerReply> SubmitAsync(Caller caller, ClientIntent.Submit submit, CancellationToken cancellationToken) =>
        gate.SubmitAsync(submit, null, caller, cancellationToken);
}
