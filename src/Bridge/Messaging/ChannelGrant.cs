namespace Bridge.Messaging;

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
