using Bridge.Messaging;

namespace Bridge.Tests.Sessions;

/// <summary>A door that a test opens and shuts.</summary>
internal sealed class Authorizer : IChannelAuthorizer
{
    public HashSet<string> Refused { get; } = [];

    public TagSet Tags { get; set; } = TagSet.None;

    public ValueTask<ChannelGrant> AuthorizeAsync(ChannelAccess access, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Refused.Contains(access.Channel.Value) ? ChannelGrant.No : new ChannelGrant(true, Tags));
}
