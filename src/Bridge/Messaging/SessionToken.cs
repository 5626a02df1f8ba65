using System.Security.Cryptography;
using System.Text;

namespace Bridge.Messaging;

/// <summary>The secret that is the session: 256 random bits. Never logged, never stored: stores keep its <see cref="SessionTokenHash"/>.</summary>
public readonly struct SessionToken
{
    /// <summary>The most characters that are read as a token.</summary>
    public const int MaxLength = 128;

    private readonly string _secret;

    /// <summary>Takes the text as it came over the wire.</summary>
    public SessionToken(string secret) => _secret = secret;

    /// <summary>The text, for the one answer that tells it to its owner.</summary>
    public string Reveal() => _secret;

    /// <summary>What stores keep.</summary>
    public SessionTokenHash Hash() => new(SHA256.HashData(Encoding.UTF8.GetBytes(_secret)));

    /// <summary>Nothing of the secret.</summary>
    public override string ToString() => "(secret)";
}
