using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Sessions;

/// <summary>The way in: a submission runs once, however often and wherever it comes.</summary>
/// <remarks>
/// What is only published needs no claim: its id is the entry's dedupe key. What a handler sees is claimed in the record store before it runs and its outcome is kept after,
/// both in one record per session (<see cref="SubmissionBook"/>): a retry on any node finds the outcome, or that it is still running, or that its node died.
/// </remarks>
internal sealed class InboundGate(
    ChannelRules rules, ChannelDoor door, Publisher publisher, IRecordStore records, IServiceProvider services, SessionOptions options, BridgeScheduler scheduler,
    DeadlineWheel wheel, ILogger<InboundGate> logger)
{
    private const int Races = 16;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private const long IdsPerAttempt = 1 << 26;

    public ValueTask<ServerReply> SubmitAsync(ClientIntent.Submit submit, SessionId? session, Caller caller, CancellationToken cancellationToken) =>
        BridgeActivities.IsListenedTo ? TraceAsync(submit, session, caller, cancellationToken) : HandleAsync(submit, session, caller, cancellationToken);

    private async ValueTask<ServerReply> TraceAsync(ClientIntent.Submit submit, SessionId? session, Caller caller, CancellationToken cancellationToken)
    {
        using var activity = BridgeActivities.Submit(rules.Find(submit.Channel)?.Pattern);
        try
        {
            var reply = await HandleAsync(submit, session, caller, cancellationToken).ConfigureAwait(false);
            BridgeActivities.Submitted(activity, reply);
            return reply;
        }
        catch (Exception fault) when (BridgeActivities.Failed(activity, fault))
        {
            throw;
        }
    }

    private async ValueTask<ServerReply> HandleAsync(ClientIntent.Submit submit, SessionId? session, Caller caller, CancellationToken cancellationToken)
    {
        var grant = await door.AskAsync(caller, submit.Channel, ChannelOperation.Submit, cancellationToken).ConfigureAwait(false);
        if (!grant.Allowed)
        {
            return new ServerReply.SubmitRefused(submit.Id, rules.Find(submit.Channel) is { TakesSubmissions: false } ? Refusal.SubmitForbidden : Refusal.ChannelForbidden);
        }

        if (publisher.Fault(submit.Payload) is { } fault)
        {
            return new ServerReply.SubmitRefused(submit.Id, fault);
        }

        var rule = rules.Find(submit.Channel)!;
        if (rule.Handler is null)
        {
            return Reply(submit.Id, await PublishAsync(submit, session, submit.Payload, null, cancellationToken).ConfigureAwait(false));
        }

        if (MakeHandler(rule.Handler, submit.Channel) is not { } handler)
        {
            return new ServerReply.SubmitRefused(submit.Id, Refusal.HandlerFailed);
        }

        return submit.Id is { } id && session is { } claimant
            ? await RunOnceAsync(claimant, id, submit, caller, handler, cancellationToken).ConfigureAwait(false)
            : Reply(submit.Id, await RunAsync(handler, submit, session, caller).ConfigureAwait(false));
    }

    /// <summary>An id above all that the session used.</summary>
    /// <remarks>
    /// What is only published leaves no claim, and to note each id would cost a write per submission. But every open has a higher attempt than all before it: each
    /// attempt has a range of ids of its own. An id used twice would be worse than a gap: the second payload would count as the first one's retry.
    /// </remarks>
    public async ValueTask<long> NextIdAsync(SessionId session, long attempt, CancellationToken cancellationToken)
    {
        var stored = await records.GetAsync(Key(session), cancellationToken).ConfigureAwait(false);
        var claimed = stored is null ? 1 : SubmissionBook.Read(stored.Value).NextId;
        return Math.Max(claimed, (Math.Clamp(attempt - 1, 0, (Position.MaxOffset / IdsPerAttempt) - 1) * IdsPerAttempt) + 1);
    }

    /// <summary>The handler, or null: the application could not make it.</summary>
    private IInboundHandler? MakeHandler(Func<IServiceProvider, IInboundHandler> make, ChannelName channel)
    {
        try
        {
            return make(services);
        }
        catch (Exception fault)
        {
            logger.HandlerFailed(channel, fault);
            return null;
        }
    }

    private async ValueTask<ServerReply> RunOnceAsync(
        SessionId session, long id, ClientIntent.Submit submit, Caller caller, IInboundHandler handler, CancellationToken cancellationToken)
    {
        var patience = scheduler.Milliseconds + (long)options.SubmissionTimeout.TotalMilliseconds;
        while (scheduler.Milliseconds < patience)
        {
            var (book, version) = await LoadAsync(session, cancellationToken).ConfigureAwait(false);
            if (book.Find(id) is { } known)
            {
                return Reply(id, known);
            }

            if (book.Running is { } running && scheduler.Time.GetUtcNow() < running.Until)
            {
                // Its own first run, or an earlier submission's, on a connection that is gone for the client. Those behind this one wait with it: the order stays.
                await Pause.WaitAsync(scheduler, wheel, Look, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (book.Running is { } dead && !(dead.Id == id && handler.IsIdempotent))
            {
                book.Finish(dead.Id, SubmissionOutcome.Refused(Refusal.SubmissionUnknown)); // the node that claimed it never came back
                await SaveAsync(session, book, version, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (book.Running is null && id < book.NextId)
            {
                // Forgotten, or overtaken: a copy that a proxy or a slow store held back, from a page that is gone. Run now, it would be out of order.
                return new ServerReply.SubmitRefused(id, Refusal.SubmissionUnknown);
            }

            book.Claim(id, scheduler.Time.GetUtcNow() + (2 * options.SubmissionTimeout));
            if (await SaveAsync(session, book, version, cancellationToken).ConfigureAwait(false))
            {
                var outcome = await RunAsync(handler, submit, session, caller).ConfigureAwait(false);
                await KeepAsync(session, id, outcome).ConfigureAwait(false);
                return Reply(id, outcome);
            }
        }

        return new ServerReply.SubmitRefused(id, Refusal.SubmissionPending);
    }

    /// <summary>Runs the handler. Not cancelled with the request: the client may ask for the outcome elsewhere.</summary>
    private async ValueTask<SubmissionOutcome> RunAsync(IInboundHandler handler, ClientIntent.Submit submit, SessionId? session, Caller caller)
    {
        using var timeout = new CancellationTokenSource(options.SubmissionTimeout, scheduler.Time);
        try
        {
            var outcome = await handler.HandleAsync(new Submission(submit.Channel, submit.Payload, session, caller.User, submit.Id), timeout.Token).ConfigureAwait(false);
            return outcome switch
            {
                Outcome.ReplyOutcome reply when reply.Payload is { } payload && publisher.Fault(payload) is not null => SubmissionOutcome.Refused(Refusal.HandlerFailed),
                Outcome.ReplyOutcome reply => new SubmissionOutcome { Reply = reply.Payload },
                Outcome.PublishOutcome publish => await PublishAsync(submit, session, publish.Payload, publish.Audience, timeout.Token).ConfigureAwait(false),
                Outcome.RefuseOutcome refuse => SubmissionOutcome.Refused(refuse.Refusal),
                _ => SubmissionOutcome.Refused(Refusal.HandlerFailed),
            };
        }
        catch (Exception fault)
        {
            logger.HandlerFailed(submit.Channel, fault);
            return SubmissionOutcome.Refused(Refusal.HandlerFailed);
        }
    }

    private async ValueTask<SubmissionOutcome> PublishAsync(
        ClientIntent.Submit submit, SessionId? session, Payload payload, Audience? audience, CancellationToken cancellationToken)
    {
        var key = submit.Id is { } id && session is { } claimant ? $"{claimant}/{id}" : null;
        try
        {
            return new SubmissionOutcome { Position = await publisher.PublishAsync(submit.Channel, payload, audience, key, cancellationToken).ConfigureAwait(false) };
        }
        catch (BridgeException refused)
        {
            return SubmissionOutcome.Refused(refused.Refusal);
        }
    }

    private async ValueTask KeepAsync(SessionId session, long id, SubmissionOutcome outcome)
    {
        for (var race = 0; race < Races; race++)
        {
            var (book, version) = await LoadAsync(session, CancellationToken.None).ConfigureAwait(false);
            book.Finish(id, outcome);
            if (await SaveAsync(session, book, version, CancellationToken.None).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async ValueTask<(SubmissionBook Book, long Version)> LoadAsync(SessionId session, CancellationToken cancellationToken)
    {
        var stored = await records.GetAsync(Key(session), cancellationToken).ConfigureAwait(false);
        return stored is null ? (new SubmissionBook(), 0) : (SubmissionBook.Read(stored.Value), stored.Version);
    }

    private async ValueTask<bool> SaveAsync(SessionId session, SubmissionBook book, long version, CancellationToken cancellationToken)
    {
        // Polls may keep a session alive for long while what it submits does not get through.
        var lifetime = options.OutcomeLifetime > 2 * options.Lifetime ? options.OutcomeLifetime : 2 * options.Lifetime;
        return await records.PutAsync(Key(session), book.Write(), version, lifetime, cancellationToken).ConfigureAwait(false) is not null;
    }

    private static string Key(SessionId session) => "submissions/" + session;

    private static ServerReply Reply(long? id, SubmissionOutcome outcome) => outcome.Refusal is { } refusal
        ? new ServerReply.SubmitRefused(id, refusal)
        : new ServerReply.Accepted(id, outcome.Position, outcome.Reply);
}
