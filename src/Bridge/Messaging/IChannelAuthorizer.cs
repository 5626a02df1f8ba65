using System.Security.Claims;

namespace Bridge.Messaging;

/// <summary>The door of every declared channel: asked before anything of the channel is read, written or created.</summary>
public interface IChannelAuthorizer
{
    /// <summary>Decides.</summary>
    /// <param name="access">Who wants what.</param>
    /// <param name="cancellationToken">The request went away.</param>
    ValueTask<ChannelGrant> AuthorizeAsync(ChannelAccess access, CancellationToken cancellationToken);
}

/// <summary>What somebody wants of a channel.</summary>
public enum ChannelOperation : byte
{
    /// <summary>Read its messages.</summary>
    Subscribe,

    /// <summary>Submit to it.</summary>
    Submit,
}

/// <summary>Who wants what.</summary>
/// <param name="User">Who is signed in.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Operation">What.</param>
public readonly record struct ChannelAccess(ClaimsPrincipal User, ChannelName Channel, ChannelOperation Operation);

/// <summary>The door's answer.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Tags">Tags that the reader has in this channel, beside its session's and its user's.</param>
public readonly record struct ChannelGrant(bool Allowed, TagSet Tags)
{
    /// <summary>No.</summary>
    public static readonly ChannelGrant No = new(false, TagSet.None);

    /// <summary>Yes.</summary>
    public static readonly ChannelGrant Yes = new(true, TagSet.None);

    /// <summary>Yes, with tags.</summary>
    public static ChannelGrant With(params IEnumerable<string> tags) => new(true, TagSet.Of(tags));

    /// <summary>Yes or no.</summary>
    public static implicit operator ChannelGrant(bool allowed) => allowed ? Yes : No;
}
