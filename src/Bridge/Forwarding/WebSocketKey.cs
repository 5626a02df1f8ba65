using System.Security.Cryptography;
using System.Text;

namespace Bridge.Forwarding;

/// <summary>The proof of RFC 6455 that the other side has read the handshake. Over HTTP/2 there is none, so this server asks for it in its own name.</summary>
internal static class WebSocketKey
{
    public static string Make() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
