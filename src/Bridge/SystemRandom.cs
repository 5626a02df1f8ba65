using System.Security.Cryptography;
using Bridge.Messaging;

namespace Bridge;

/// <summary>The operating system's randomness.</summary>
internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
