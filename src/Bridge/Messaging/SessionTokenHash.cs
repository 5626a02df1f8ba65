using System.Security.Cryptography;

namespace Bridge.Messaging;

/// <summary>The SHA-256 of a token. Equality takes the same time wherever the difference stands.</summary>
public readonly struct SessionTokenHash(byte[] bytes) : IEquatable<SessionTokenHash>
{
    private readonly byte[] _bytes = bytes;

    /// <summary>The 32 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <inheritdoc/>
    public bool Equals(SessionTokenHash other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SessionTokenHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);
}
