using System.Net;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Transports.Limits;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "", "192.0.2.7")] // no proxy: the peer, whatever it claims
    [InlineData("192.0.2.7", "198.51.100.1", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64")]
    [InlineData("10.1.2.3", "198.51.100.1", "198.51.100.1")] // a known proxy: whom it names
    [InlineData("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.1.2.3", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.1.2.3", "2001:db8:1:2::9", "2001:db8:1:2::/64")]
    [InlineData("10.1.2.3", "203.0.113.9, 198.51.100.1", "198.51.100.1")] // what stands before is the client's own invention
    [InlineData("10.1.2.3", "203.0.113.9,198.51.100.1 , 10.9.9.9,10.8.8.8", "198.51.100.1")]
    [InlineData("10.1.2.3", "", null)] // it doesn't say for whom
    [InlineData("10.1.2.3", "unknown", null)]
    [InlineData("10.1.2.3", "198.51.100.1, _hidden", null)]
    [InlineData("10.1.2.3", "10.1.2.4", null)]
    public void Is_the_peer_or_whom_known_proxies_name(string peer, string forwarded, string? expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.Equal(expected, ClientAddress.Of(context, [IPNetwork.Parse("10.0.0.0/8")])?.ToString());
    }

    [Fact]
    public void A_network_of_IPv6_is_one_and_its_neighbour_another()
    {
        Assert.Equal(ClientAddress.From(IPAddress.Parse("2001:db8::1")), ClientAddress.From(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.NotEqual(ClientAddress.From(IPAddress.Parse("2001:db8::1")), ClientAddress.From(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.NotEqual(ClientAddress.From(IPAddress.Parse("0.0.0.1")), ClientAddress.From(IPAddress.Parse("::1")));
    }
}
