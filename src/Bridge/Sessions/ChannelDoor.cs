using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Asks whether somebody may read or submit: a ticket that lets in first, then the channel's own rule, else the application's authorizer, else yes for a declared channel.</summary>
internal sealed class ChannelDoor(ChannelRules rules, IChannelAuthorizer? authorizer, ChannelTickets? tickets = null)
{
    /// <summary>Whether somebody may subscribe, perhaps with a ticket.</summary>
    public ValueTask<ChannelGrant> AskAsync(Caller caller, ChannelName channel, string? ticket, CancellationToken cancellationToken) =>
        ticket is not null && tickets is not null && rules.Find(channel) is not null && tickets.Grant(channel, ticket) is { Allowed: true } grant
            ? ValueTask.FromResult(grant)
            : AskAsync(caller, channel, ChannelOperation.Subscribe, cancellationToken);

    /// <summary>Whether somebody may do that.</summary>
    public async ValueTask<ChannelGrant> AskAsync(Caller caller, ChannelName channel, ChannelOperation operation, CancellationToken cancellationToken)
    {
        var rule = rules.Find(channel);
        if (rule is null || (operation == ChannelOperation.Submit && !rule.TakesSubmissions))
        {
            return ChannelGrant.No;
        }

        var access = new ChannelAccess(caller.User, channel, operation);
        return rule.Door is { } door ? await door(access, cancellationToken).ConfigureAwait(false)
            : authorizer is not null ? await authorizer.AuthorizeAsync(access, cancellationToken).ConfigureAwait(false)
            : ChannelGrant.Yes;
    }

    /// <summary>The tags of a reader: its user's, its session's, and those the door granted.</summary>
    public static TagSet Tags(Caller caller, SessionId? session, TagSet granted)
    {
        var own = TagSet.None;
        if (session is { } id)
        {
            own = own.With(TagSet.Of(Audience.SessionTag(id)));
        }

        if (caller.Owner.Length > 0)
        {
            own = own.With(TagSet.Of(Audience.UserTag(caller.Owner)));
        }

        return own.With(granted);
    }
}
