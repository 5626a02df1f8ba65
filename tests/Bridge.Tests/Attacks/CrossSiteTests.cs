namespace Bridge.Tests.Attacks;

/// <summary>S3 and S4: what a page of another site can make a browser send, in Alice's name and with her cookie.</summary>
public sealed class CrossSiteTests
{
    private const string Body = """{"type":"submit","channel":"vault","data":"forged"}""";
    private const string Json = "Content-Type: application/json\n", Protocol = "Bridge-Protocol: bridge.v1\n", Cookie = "Cookie: auth=1\n", Evil = "Origin: http://evil.example\n";

    public static TheoryData<string, int, string> Forged() => new()
    {
        { "Content-Type: text/plain\n", 415, "content_type" },
        { "Content-Type: application/x-www-form-urlencoded\n", 415, "content_type" },
        { "Content-Type: multipart/form-data; boundary=x\n", 415, "content_type" },
        { "", 415, "content_type" },
        { Json, 403, "protocol_header" },
        { Json + "Bridge-Protocol: bridge.v0\n", 403, "protocol_header" },
        { "Content-Type: text/plain\n" + Cookie + Evil, 403, "origin" },
        { Json + Protocol + Cookie + Evil, 403, "origin" },
        { Json + Protocol + Evil, 403, "origin" },
        { Json + Protocol + "Origin: null\n", 403, "origin" },
        { Json + Protocol + Cookie, 403, "origin" },
        { Json + Protocol + Cookie + "Sec-Fetch-Site: cross-site\n", 403, "origin" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task A_request_that_another_sites_page_can_send_does_nothing(string headers, int status, string error)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        foreach (var path in (string[])["/bridge/send", "/bridge/poll"])
        {
            var response = await attacked.SayAsync($"POST {path} HTTP/1.1\nHost: {attacked.Host.Address.Authority}\nX-User: alice\nBridge-Session: {attacked.Token}\n{headers}Content-Length: {Body.Length}\n\n{Body}");

            Assert.Equal(status, response.Status);
            Assert.Contains($"\"error\":\"{error}\"", response.Body);
            Assert.Null(response.Header("Access-Control-Allow-Origin"));
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_preflight_of_a_foreign_page_allows_nothing()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.AllowedOrigins.Add("https://app.example"));
        foreach (var path in (string[])["/bridge/send", "/bridge/poll", "/bridge/ticket", "/bridge/channels/news/messages"])
        {
            var response = await attacked.SayAsync($"OPTIONS {path} HTTP/1.1\nHost: {attacked.Host.Address.Authority}\n{Evil}Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: bridge-protocol\n\n");

            Assert.Equal((403, "Origin"), (response.Status, response.Header("Vary")));
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));
        }

        await attacked.ExpectUnharmedAsync();
    }
}
