using System.Text;
using Bridge.Forwarding;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>What the backend reads in a request's head, and what it does not.</summary>
public sealed class RequestHeaderTests
{
    [Fact]
    public async Task Nothing_is_added_but_who_asked_and_nothing_else_is_changed()
    {
        var head = await HeadAsync("Accept: a, b;q=0.5\nX-Odd:   spaces  inside \nCookie: a=1; b=2\nVia: 1.1 proxy\nX-Empty:\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Equal(
            [
                "Accept: a, b;q=0.5", "Cookie: a=1; b=2", "Host: {host}", "Via: 1.1 proxy", "X-Empty: ", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: {host}", "X-Forwarded-Proto: http",
                "X-Odd: spaces  inside", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ],
            head.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_speaks_to_the_next_hop_ends_here_and_so_does_what_connection_names()
    {
        var head = await HeadAsync(
            "Connection: X-Private, TE\nConnection: x-other\nX-Private: 1\nX-Other: 2\nKeep-Alive: timeout=5\nProxy-Connection: keep-alive\nProxy-Authorization: Basic x\nTE: trailers, gzip\nX-Kept: 3",
            options => options.Forwarded = ForwardedPolicy.Off);

        Assert.Equal(["Host: {host}", "X-Kept: 3"], head.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Connection_can_name_away_neither_the_host_nor_who_asked()
    {
        var head = await HeadAsync("Connection: Host, X-Forwarded-For");

        Assert.Equal(["Host: {host}", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: {host}", "X-Forwarded-Proto: http"], head.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lines_of_one_name_become_one_list_in_their_order() =>
        Assert.Contains("X-Many: a, b, c", await HeadAsync("X-Many: a\nX-Many: b\nX-Many: c"));

    [Fact]
    public async Task The_backend_can_be_called_by_its_own_name()
    {
        using var backend = new RawBackend();

        Assert.Contains($"Host: {backend.Address.Authority}", await HeadAsync("X: y", options => options.Host = HostPolicy.Backend, backend));
    }

    [Fact]
    public async Task A_header_of_content_passes_without_a_body_too() =>
        Assert.Contains("Content-Type: application/json", await HeadAsync("Content-Type: application/json"));

    [Theory]
    [InlineData("NTLM TlRMTVNT")]
    [InlineData("negotiate YII")]
    public async Task Nobody_follows_on_a_connection_that_somebody_signed_in(string authorization) => Assert.Contains("Connection: close", await HeadAsync($"Authorization: {authorization}"));

    [Fact]
    public async Task Bytes_of_values_stay_what_they_were_as_utf_8_by_default() => Assert.Contains("X-Name: \u00c3\u00a4\u00e2\u0082\u00ac", await HeadAsync("X-Name: \u00e4\u20ac"));

    [Fact]
    public async Task A_body_that_is_framed_twice_is_framed_once_from_here()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nContent-Length: 4\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n");
        await using var connection = await backend.AcceptAsync();
        var head = await connection.ReadHeadAsync();

        Assert.Contains("Transfer-Encoding: chunked", head);
        Assert.DoesNotContain(head, line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("5\r\nhello\r\n0\r\n\r\n"u8.ToArray(), await connection.ReadAsync(15));
    }

    /// <summary>Asks a backend of bytes, and gives the head it read: one character a byte, this server's address as {host}.</summary>
    private static async Task<List<string>> HeadAsync(string headers, Action<ForwardingOptions>? configure = null, RawBackend? its = null)
    {
        using var backend = its ?? new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, configure);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SendAsync(Encoding.UTF8.GetBytes($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n{headers}\n\n".ReplaceLineEndings("\r\n")));
        var (connection, head) = await backend.AnswerAsync("HTTP/1.1 204 No Content\n\n");
        await using (connection)
        {
            await client.ReadResponseAsync();
            return [.. head.Skip(1).Select(line => line.Replace(site.Address.Authority, "{host}"))];
        }
    }
}
