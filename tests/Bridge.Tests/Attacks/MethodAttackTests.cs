namespace Bridge.Tests.Attacks;

/// <summary>S39 and S40: other methods, other targets, and addresses that a cache would take for a file.</summary>
public sealed class MethodAttackTests
{
    [Theory]
    [InlineData("PUT /bridge/poll", 405)]
    [InlineData("DELETE /bridge/poll", 405)]
    [InlineData("TRACE /bridge/poll", 405)]
    [InlineData("GET /bridge/send", 405)]
    [InlineData("MADE-UP /bridge/send", 405)]
    [InlineData("GET http://HOST/bridge/poll", 405)]
    [InlineData("GET http://evil.example/bridge/poll", 400)]
    [InlineData("GET ftp://evil.example/bridge/poll", 400)]
    [InlineData("CONNECT evil.example:443", 400)]
    [InlineData("CONNECT HOST", 404)]
    [InlineData("OPTIONS *", 404)]
    [InlineData("GET *", 405)]
    [InlineData("GET bridge/poll", 400)]
    [InlineData("PUT /bridge/channels/news/messages", 405)]
    [InlineData("DELETE /bridge/channels/news/messages", 405)]
    [InlineData("GET /bridge/poll/x.css", 404)]
    [InlineData("GET /bridge/poll;x.css", 404)]
    [InlineData("GET /bridge/poll.css", 404)]
    [InlineData("GET /bridge/poll%00.css", 400)]
    [InlineData("GET /bridge/channels/news/messages/x.css", 404)]
    [InlineData("GET /bridge/channels/news/messages;x.css?wait=0s", 404)]
    [InlineData("GET /bridge/channels/news%2fmessages", 404)]
    [InlineData("GET /bridge//poll", 404)]
    [InlineData("GET /bridge/poll%2f..%2fsend", 404)]
    public async Task Another_method_or_target_is_refused_and_cached_by_nobody(string line, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();

        var response = await attacked.SayAsync($"{line.Replace("HOST", attacked.Host.Address.Authority)} HTTP/1.1\nHost: {attacked.Host.Address.Authority}\n\n");

        Assert.Equal(status, response.Status);
        if (status == 405)
        {
            Assert.Contains(line.Contains('*') ? "OPTIONS" : line.Contains("channels") ? "GET" : "POST", response.Header("Allow"));
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("GET /bridge/channels/news/messages?after=oldest&wait=0s", 200)]
    [InlineData("GET /bridge/channels/vault/messages?after=oldest&wait=0s", 403)]
    [InlineData("GET /bridge/channels/no%20name/messages", 400)]
    [InlineData("GET /bridge/channels/news/messages?limit=x", 400)]
    [InlineData("GET /bridge/channels/news/messages?token=x", 400)]
    [InlineData("GET /bridge/poll", 405)]
    [InlineData("GET /bridge/ws", 426)]
    [InlineData("GET /bridge/ticket", 405)]
    public async Task What_is_told_is_for_no_cache_whatever_headers_lie_beside(string line, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();

        var response = await attacked.SayAsync(
            $"{line} HTTP/1.1\nHost: {attacked.Host.Address.Authority}\nX-Forwarded-Host: evil.example\nX-Forwarded-Proto: ftp\nForwarded: host=evil.example\nX-Original-URL: /x.css\nX-HTTP-Method-Override: POST\nAccept: text/css\n\n");

        Assert.Equal((status, "no-store, no-transform", "nosniff"), (response.Status, response.Header("Cache-Control"), response.Header("X-Content-Type-Options")));
        Assert.DoesNotContain("evil", $"{string.Join('\n', response.Headers)}{response.Body}");
        await attacked.ExpectUnharmedAsync();
    }
}
