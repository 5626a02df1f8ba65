using System.Net;

namespace Bridge.Forwarding;

/// <summary>The proxies in front of this server whose word about the client is believed.</summary>
internal sealed class KnownProxies(IEnumerable<string> entries)
{
    private readonly IPNetwork[] _networks = [.. entries.Select(entry => TryParse(entry, out var network) ? network : throw new FormatException($"'{entry}' is neither an address nor a network."))];

    public static bool TryParse(string entry, out IPNetwork network)
    {
        if (IPAddress.TryParse(entry, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(entry, out network);
    }

    /// <summary>Whether the peer is one of them.</summary>
    public bool Contains(IPAddress? peer)
    {
        if (peer is null)
        {
            return false;
        }

        foreach (var network in _networks)
        {
            if (network.Contains(peer))
            {
                return true;
            }
        }

        return false;
    }
}
