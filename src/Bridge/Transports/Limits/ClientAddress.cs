using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.Limits;

/// <summary>Whom an address limit counts: an IPv4 address, or the /64 network of an IPv6 address, which is what one customer has.</summary>
internal readonly record struct ClientAddress(ulong Bits, bool IsV6)
{
    private const int MostHops = 16;

    /// <summary>Who is asking; null: not to be told, for the peer is a known proxy that doesn't say for whom it asks.</summary>
    /// <remarks>Only a known proxy's <c>X-Forwarded-For</c> counts, read from its end: what stands before the last unknown address is the client's own invention.</remarks>
    public static ClientAddress? Of(HttpContext context, IList<IPNetwork> known)
    {
        if (context.Connection.RemoteIpAddress is not { } peer)
        {
            return null; // a pipe, or a test host
        }

        if (!Contains(known, peer))
        {
            return From(peer);
        }

        var hops = context.Request.Headers["X-Forwarded-For"].ToString();
        var rest = hops.AsSpan();
        for (var hop = 0; hop < MostHops && !rest.IsEmpty; hop++)
        {
            var comma = rest.LastIndexOf(',');
            if (!IPAddress.TryParse(Bare(rest[(comma + 1)..].Trim()), out var address))
            {
                return null;
            }

            if (!Contains(known, address))
            {
                return From(address);
            }

            rest = comma < 0 ? default : rest[..comma];
        }

        return null;
    }

    public static ClientAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new ClientAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), false)
            : new ClientAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), true);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (!IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Bits);
            return new IPAddress(bytes[..4]).ToString();
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, Bits);
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>Without the port that some proxies write behind an IPv4 address.</summary>
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> hop) => hop.Count(':') == 1 ? hop[..hop.IndexOf(':')] : hop;

    private static bool Contains(IList<IPNetwork> networks, IPAddress address)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Contains(address) || (address.IsIPv4MappedToIPv6 && networks[i].Contains(address.MapToIPv4())))
            {
                return true;
            }
        }

        return false;
    }
}
