using System.Security.Cryptography;
using System.Text;

namespace Bridge.Messaging;

/// <summary>Who a message is for: everyone subscribed, or the sessions that have one of some tags; with exceptions.</summary>
/// <remarks>A message for one session or one user is a tag (<see cref="SessionTag"/>, <see cref="UserTag"/>) on the channel: one log, one order for all.</remarks>
public sealed class Audience
{
    /// <summary>Everyone subscribed: the default.</summary>
    public static readonly Audience Everyone = new([], []);

    private readonly string[] _only;
    private readonly string[] _except;

    private Audience(string[] only, string[] except)
    {
        _only = only;
        _except = except;
    }

    /// <summary>The tags one of which a reader needs; empty: none needed.</summary>
    public ReadOnlySpan<string> Only => _only;

    /// <summary>The tags none of which a reader may have.</summary>
    public ReadOnlySpan<string> Except => _except;

    /// <summary>Whether it is for every reader.</summary>
    public bool IsEveryone => _only.Length == 0 && _except.Length == 0;

    /// <summary>Readers with at least one of these tags.</summary>
    /// <exception cref="FormatException">One of them is no tag.</exception>
    /// <exception cref="ArgumentException">There is none: a list of recipients that turned out empty must not become everyone.</exception>
    public static Audience Tagged(params IEnumerable<string> tags)
    {
        var only = TagSet.Of(tags).Tags.ToArray();
        return only.Length > 0 ? new(only, []) : throw new ArgumentException("An audience needs at least one tag; for everyone take Audience.Everyone.", nameof(tags));
    }

    /// <summary>The same readers but those with one of these tags.</summary>
    /// <exception cref="FormatException">One of them is no tag.</exception>
    public Audience But(params IEnumerable<string> tags) => new(_only, [.. _except, .. TagSet.Of(tags).Tags]);

    /// <summary>One session.</summary>
    public static Audience Session(SessionId session) => Tagged(SessionTag(session));

    /// <summary>Every session of one user.</summary>
    public static Audience User(string user) => Tagged(UserTag(user));

    /// <summary>The tag that every session has of itself.</summary>
    public static string SessionTag(SessionId session) => "session:" + session;

    /// <summary>The tag that every session of a signed-in user has. Characters that a tag can't have are escaped; a name too long for a tag is hashed.</summary>
    public static string UserTag(string user)
    {
        var escaped = Uri.EscapeDataString(user);
        return escaped.Length <= TagSet.MaxTagLength - 5
            ? "user:" + escaped
            : "user:#" + System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(user))); // no escaped name has a #
    }

    /// <summary>Whether a reader with these tags gets the message.</summary>
    public bool Includes(TagSet reader) =>
        IsEveryone || ((_only.Length == 0 || reader.Overlaps(_only)) && !reader.Overlaps(_except));
}
