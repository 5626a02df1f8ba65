using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bridge.Tests.Forwarding;

/// <summary>What the client reads in a response's head, and what it does not.</summary>
public sealed class ResponseHeaderTests
{
    [Fact]
    public async Task Cookies_and_other_repeated_headers_stay_apart_and_in_order()
    {
        var response = await AskAsync("HTTP/1.1 200 Fine\nSet-Cookie: a=1; Path=/\nSet-Cookie: b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nX-Many: 1\nSet-Cookie: c=3\nX-Many: 2\nContent-Length: 0\n\n");

        Assert.Equal(["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "c=3"], Values(response, "Set-Cookie"));
        Assert.Equal(["1", "2"], Values(response, "X-Many"));
    }

    [Fact]
    public async Task What_speaks_to_the_next_hop_ends_here_and_so_does_what_connection_names()
    {
        var response = await AskAsync(
            "HTTP/1.1 200 OK\nConnection: X-Private\nX-Private: 1\nKeep-Alive: timeout=5\nProxy-Authenticate: Basic\nAlt-Svc: h3=\":443\"\n"
            + "Upgrade: h2c\nServer: old\nDate: Thu, 01 Jan 2026 00:00:00 GMT\nX-Kept: 2\nContent-Length: 0\n\n");

        Assert.Equal(["Content-Length", "Date", "Server", "X-Kept"], response.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Thu, 01 Jan 2026 00:00:00 GMT", response.Header("Date"));
    }

    [Fact]
    public async Task Bytes_of_values_stay_what_they_were_where_the_server_may_write_them()
    {
        var response = await AskAsync("HTTP/1.1 200 OK\nX-Name: \u00fc\nContent-Length: 0\n\n", kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        });

        Assert.Equal("\u00fc", response.Header("X-Name"));
    }

    [Fact]
    public async Task What_the_server_may_not_write_is_left_out_and_named()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);

        var response = await AskAsync(site, backend, "HTTP/1.1 200 OK\nX-Name: \u00fc\nX-Kept: 1\nContent-Length: 0\n\n");

        Assert.Null(response.Header("X-Name"));
        Assert.Equal("1", response.Header("X-Kept"));
        Assert.Contains(site.Logs.Warnings, line => line.Contains("X-Name") && line.Contains("ResponseHeaderEncodingSelector"));
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\nLocation: http://elsewhere.example/\nContent-Length: 0\n\n", 302)]
    [InlineData("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 0\n\n", 401)]
    [InlineData("HTTP/1.1 599 Odd\nContent-Length: 0\n\n", 599)]
    public async Task A_status_is_passed_on_and_not_acted_on(string response, int status) => Assert.Equal(status, (await AskAsync(response)).Status);

    private static List<string> Values(RawResponse response, string name) => [.. response.Headers.Where(header => header.Key == name).Select(header => header.Value)];

    private static async Task<RawResponse> AskAsync(string response, Action<KestrelServerOptions>? kestrel = null)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, kestrel: kestrel);
        return await AskAsync(site, backend, response);
    }

    private static async Task<RawResponse> AskAsync(Site site, RawBackend backend, string response)
    {
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        await using var connection = await backend.AcceptAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(Encoding.Latin1.GetBytes(response.ReplaceLineEndings("\r\n")));
        return await client.ReadResponseAsync();
    }
}
