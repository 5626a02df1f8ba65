using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Transports;

/// <summary>Which pages may connect: the same rule at every address.</summary>
public sealed class OriginTests
{
    private const string Session = "[{\"type\":\"open\"}]";

    private static readonly string[] Addresses = ["ws", "plain ws", "poll", "send", "read", "publish"];

    public static TheoryData<string, string> Foreign()
    {
        var rows = new TheoryData<string, string>();
        foreach (var origin in new[]
        {
            "http://evil.example", "null", "http://127.0.0.1.evil.example:PORT", "http://evil127.0.0.1:PORT", "http://127.0.0.1:1", "http://127.0.0.1", "http://localhost:PORT",
            "ftp://127.0.0.1:PORT", "http://user@127.0.0.1:PORT", "http://127.0.0.1:PORT/path", "127.0.0.1:PORT", "", "*", "http://app.example.evil.example", "https://app.example:444", "http://app.example",
        })
        {
            foreach (var address in Addresses)
            {
                rows.Add(origin, address);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_page_of_a_foreign_origin_is_refused(string origin, string address)
    {
        await using var host = await StartAsync(options => options.AllowedOrigins.Add("https://app.example"));

        using var response = await AskAsync(host, address, ("Origin", origin.Replace("PORT", host.Address.Port.ToString())));

        await ExpectRefusedAsync(response);
    }

    [Fact]
    public async Task Two_origins_in_one_request_are_refused_even_when_both_are_allowed()
    {
        await using var host = await StartAsync(options => options.AllowedOrigins.Add("https://app.example"));
        foreach (var address in Addresses)
        {
            using var response = await AskAsync(host, address, ("Origin", "https://app.example"), ("Origin", "https://app.example"));
            await ExpectRefusedAsync(response);
        }
    }

    [Fact]
    public async Task A_page_of_the_servers_own_origin_passes_and_needs_no_cors_headers()
    {
        await using var host = await StartAsync();
        foreach (var address in Addresses)
        {
            using var response = await AskAsync(host, address, ("Origin", host.Address.GetLeftPart(UriPartial.Authority)));
            Assert.True(IsSuccess(response), $"{address}: {response.StatusCode}");
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task A_page_of_http_may_not_use_a_server_of_https_and_one_of_https_may_use_a_server_behind_tls()
    {
        await using var secure = await StartAsync(scheme: "https");
        await using var behind = await StartAsync();
        foreach (var address in Addresses)
        {
            using var refused = await AskAsync(secure, address, ("Origin", $"http://{secure.Address.Authority}"));
            await ExpectRefusedAsync(refused);
            using var passed = await AskAsync(behind, address, ("Origin", $"https://{behind.Address.Authority}"));
            Assert.True(IsSuccess(passed));
        }
    }

    [Theory]
    [InlineData("https://app.example", "https://app.example", "true")]
    [InlineData("https://APP.example/", "https://app.example", "true")]
    [InlineData("*", "https://anybody.example", null)]
    public async Task A_page_of_an_allowed_origin_passes_and_may_read_the_answer(string allowed, string origin, string? credentials)
    {
        await using var host = await StartAsync(options => options.AllowedOrigins.Add(allowed));
        foreach (var address in Addresses)
        {
            using var response = await AskAsync(host, address, ("Origin", origin));
            Assert.True(IsSuccess(response), $"{address}: {response.StatusCode}");
            Assert.Equal(origin, Header(response, "Access-Control-Allow-Origin"));
            Assert.Equal(credentials, Header(response, "Access-Control-Allow-Credentials"));
            Assert.Contains("Origin", response.Headers.Vary);
        }
    }

    [Theory]
    [InlineData("/bridge/poll")]
    [InlineData("/bridge/send")]
    [InlineData("/bridge/channels/news/messages")]
    public async Task A_preflight_is_answered_yes_to_an_allowed_origin_and_no_to_another(string path)
    {
        await using var host = await StartAsync(options => options.AllowedOrigins.Add("https://app.example"));

        using var yes = await PreflightAsync(host, path, "https://app.example");
        using var no = await PreflightAsync(host, path, "https://evil.example");

        Assert.Equal(HttpStatusCode.NoContent, yes.StatusCode);
        Assert.Equal("https://app.example", Header(yes, "Access-Control-Allow-Origin"));
        Assert.Contains("POST", Header(yes, "Access-Control-Allow-Methods"));
        Assert.Contains("bridge-protocol", Header(yes, "Access-Control-Allow-Headers"));
        Assert.Contains("bridge-session", Header(yes, "Access-Control-Allow-Headers"));
        Assert.Equal("600", Header(yes, "Access-Control-Max-Age")); // or every poll would ask twice
        Assert.Equal((true, "nosniff"), (yes.Headers.CacheControl?.NoStore, Header(yes, "X-Content-Type-Options")));
        await ExpectRefusedAsync(no);
    }

    [Fact]
    public async Task A_cookie_speaks_for_nobody_when_the_request_has_no_origin_and_the_browser_does_not_vouch()
    {
        await using var host = await StartAsync();
        foreach (var address in Addresses.Except(["read"]))
        {
            using var alone = await AskAsync(host, address, ("Cookie", "auth=1"));
            await ExpectRefusedAsync(alone);
            using var cross = await AskAsync(host, address, ("Cookie", "auth=1"), ("Sec-Fetch-Site", "cross-site"));
            await ExpectRefusedAsync(cross);
            using var same = await AskAsync(host, address, ("Cookie", "auth=1"), ("Sec-Fetch-Site", "same-site"));
            await ExpectRefusedAsync(same);
            foreach (var site in new[] { "same-origin", "none" })
            {
                using var own = await AskAsync(host, address, ("Cookie", "auth=1"), ("Sec-Fetch-Site", site));
                Assert.True(IsSuccess(own), $"{address}: {own.StatusCode}");
            }
        }

        using var read = await AskAsync(host, "read", ("Cookie", "auth=1"));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode); // a GET without Origin is no foreign page's: those may send it but not read the answer
    }

    [Fact]
    public async Task A_program_with_neither_origin_nor_cookie_passes()
    {
        await using var host = await StartAsync();
        foreach (var address in Addresses)
        {
            using var response = await AskAsync(host, address);
            Assert.True(IsSuccess(response), $"{address}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task The_log_names_the_origin_what_was_expected_and_the_option_and_can_not_be_forged()
    {
        await using var host = await StartAsync();

        using var response = await AskAsync(host, "poll", ("Origin", "http://evil.example\u001b[31m"));

        await ExpectRefusedAsync(response);
        var line = Assert.Single(host.Logs.Warnings);
        Assert.Contains("http://evil.example?", line);
        Assert.Contains(host.Address.GetLeftPart(UriPartial.Authority), line);
        Assert.Contains("AllowedOrigins", line);
        Assert.DoesNotContain("\u001b", line);
    }

    [Theory]
    [InlineData("xn--bcher-kva.example", "http://xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example:8080", "http://XN--bcher-kva.example:8080")]
    [InlineData("app.example:80", "http://app.example")]
    [InlineData("app.example:443", "https://app.example")]
    public async Task A_page_of_the_servers_own_passes_whatever_its_name_is_spelt_in(string server, string origin)
    {
        await using var host = await StartAsync();

        Assert.Equal((200, ""), await AskRawAsync(host, server, origin));
    }

    [Theory]
    [InlineData("a_..b", "http://evil.example", null)]
    [InlineData("app.example", "http://\u00e9vil.example", null)]
    [InlineData("app.example", "http://\u00e9vil.example", "*")]
    [InlineData("app.example", "http://@app.example", null)]
    public async Task A_name_that_no_browser_writes_is_refused_and_breaks_nothing(string server, string origin, string? allowed)
    {
        await using var host = await StartAsync(options =>
        {
            if (allowed is not null)
            {
                options.AllowedOrigins.Add(allowed);
            }
        });

        Assert.Equal((403, "origin"), await AskRawAsync(host, server, origin));
        Assert.Empty(host.Logs.Errors);
    }

    /// <summary>With a Host and an Origin that no client of ours would send.</summary>
    private static async Task<(int Status, string Error)> AskRawAsync(TestHost host, string server, string origin)
    {
        await using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SayAsync(
            $"POST /bridge/poll HTTP/1.1\nHost: {server}\nOrigin: {origin}\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nContent-Length: {Session.Length}\n\n{Session}");
        var response = await connection.ReadResponseAsync();
        return (response.Status, response.Status == 200 ? "" : JsonNode.Parse(response.Body)!.Text("error")!);
    }

    private static Task<TestHost> StartAsync(Action<BridgeOptions>? configure = null, string? scheme = null) => TestHost.StartAsync(
        options =>
        {
            options.Publishing.AllowAnyone = true;
            configure?.Invoke(options);
        },
        app =>
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = scheme ?? context.Request.Scheme;
                return next(context);
            });
            app.UseRouting();
            app.MapBridge();
            app.MapBridgeChannel("/live", "news");
        });

    private static async Task<HttpResponseMessage> AskAsync(TestHost host, string address, params (string Name, string Value)[] headers)
    {
        var isSocket = address.EndsWith("ws");
        var path = address switch
        {
            "ws" => "/bridge/ws",
            "plain ws" => "/live",
            "poll" or "send" => "/bridge/" + address,
            "read" => "/bridge/channels/news/messages?wait=0s",
            _ => "/bridge/channels/news/messages",
        };
        using var request = new HttpRequestMessage(isSocket || address == "read" ? HttpMethod.Get : HttpMethod.Post, path);
        if (isSocket)
        {
            foreach (var (name, value) in new[] { ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw==") })
            {
                request.Headers.Add(name, value);
            }
        }
        else if (request.Method == HttpMethod.Post)
        {
            request.Headers.Add("Bridge-Protocol", "bridge.v1");
            request.Content = new StringContent(Session, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(TestHost host, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "bridge-protocol,content-type");
        return await host.Http.SendAsync(request, Patience.Token);
    }

    private static bool IsSuccess(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.OK or HttpStatusCode.SwitchingProtocols;

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    private static async Task ExpectRefusedAsync(HttpResponseMessage response)
    {
        Assert.Equal((403, "origin"), await response.FaultAsync());
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));
    }
}
