using System.Security.Cryptography;
using Bridge.Messaging;

namespace Bridge.StoreBench;

internal sealed class OsRandom : IRandomSource
{
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
