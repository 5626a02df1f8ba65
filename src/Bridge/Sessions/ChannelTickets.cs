using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Lets in, for a while, who has shown elsewhere that a channel is theirs: with the credentials of a legacy backend, which no subscription carries.</summary>
/// <remarks>A ticket is <c>expiry.signature</c>: seconds since 1970 and a keyed hash of them and the channel. Every node with the same secret takes it.</remarks>
/// <param name="secret">The key; the same on all nodes.</param>
/// <param name="time">The clock.</param>
internal sealed class ChannelTickets(byte[] secret, TimeProvider time)
{
    private const int SignatureBytes = 18; // 144 bits: 24 characters, no padding
    private const string TagPrefix = "ticket:";

    /// <summary>How long a ticket lets in.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Makes one.</summary>
    public string Issue(ChannelName channel) => Sign(channel, (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>What a ticket grants; no when it is none of this channel's, or over.</summary>
    /// <remarks>The grant keeps the ticket as a tag of the subscription: so it is looked at again whenever the session's rights are.</remarks>
    public ChannelGrant Grant(ChannelName channel, string ticket)
    {
        var end = ticket.IndexOf('.');
        return end > 0 && long.TryParse(ticket.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var expiry)
            && expiry > time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ticket), Encoding.UTF8.GetBytes(Sign(channel, ticket[..end])))
            ? ChannelGrant.With(TagPrefix + ticket)
            : ChannelGrant.No;
    }

    /// <summary>The ticket that a subscription was granted by; null: by none.</summary>
    public static string? Of(TagSet tags)
    {
        foreach (var tag in tags.Tags)
        {
            if (tag.StartsWith(TagPrefix, StringComparison.Ordinal))
            {
                return tag[TagPrefix.Length..];
            }
        }

        return null;
    }

    private string Sign(ChannelName channel, string expiry) =>
        $"{expiry}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"ticket {channel.Value} {expiry}")).AsSpan(0, SignatureBytes))}";
}
