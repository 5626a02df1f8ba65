namespace Bridge.Messaging;

/// <summary>The door of every declared channel: asked before anything of the channel is read, written or created.</summary>
public interface IChannelAuthorizer
{
    /// <summary>Decides.</summary>
    /// <param name="access">Who wants what.</param>
    /// <param name="cancellationToken">The request went away.</param>
    ValueTask<ChannelGrant> AuthorizeAsync(ChannelAccess access, CancellationToken cancellationToken);
}
