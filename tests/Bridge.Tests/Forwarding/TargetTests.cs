using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Tests.Forwarding;

/// <summary>The target is the client's, byte for byte.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a%2Fb%2fc")]
    [InlineData("/a%20b+c")]
    [InlineData("//double//slash//")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a/../b/./c")]
    [InlineData("/%C3%A4%e4")]
    [InlineData("/a;b=c/d,e:f@g!$&'()*~%7E")]
    [InlineData("/a\\b%5Cc")]
    [InlineData("/a|b^c`d{e}\"f\"<g>[h]")]
    [InlineData("/x?")]
    [InlineData("/x??a=b?c")]
    [InlineData("/x?a=%zz&b=%&c=+%20&&d")]
    [InlineData("/x?url=http://other.example/../y&r=//z")]
    [InlineData("/x?a={b}|\"<c>\"\\")]
    public async Task It_arrives_as_it_was_written(string target) => Assert.Equal(target, (await AskAsync($"GET {target}")).Body);

    [Theory]
    [InlineData("http://{0}/a%2Fb?c", "/a%2Fb?c")]
    [InlineData("http://{0}", "/")]
    [InlineData("http://{0}?a=/b", "/?a=/b")]
    public async Task An_absolute_one_leads_to_the_backend_and_nowhere_else(string target, string arrives) => Assert.Equal(arrives, (await AskAsync($"GET {target}")).Body);

    [Theory]
    [InlineData("OPTIONS *")]
    [InlineData("CONNECT {0}")]
    public async Task One_without_a_path_is_refused(string line)
    {
        var response = await AskAsync(line);

        Assert.Equal(400, response.Status);
        Assert.Contains("\"request_target\"", response.Body);
    }

    [Theory]
    [InlineData("/app")]
    [InlineData("/app/")]
    public async Task The_backends_own_path_comes_first(string path)
    {
        await using var site = await Site.StartAsync(EchoAsync, path: path);

        Assert.Equal("/app/a%2Fb?c=d", await site.Http.GetStringAsync("/a%2Fb?c=d", Patience.Token));
    }

    [Fact]
    public async Task Methods_pass_whatever_they_are()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync(context.Request.Method));

        foreach (var method in (string[])["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH"])
        {
            using var response = await site.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/"), Patience.Token);
            Assert.Equal(method, await response.Content.ReadAsStringAsync(Patience.Token));
        }
    }

    private static async Task<RawResponse> AskAsync(string line)
    {
        await using var site = await Site.StartAsync(EchoAsync);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"{line.Replace("{0}", site.Address.Authority)} HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        return await client.ReadResponseAsync();
    }

    private static Task EchoAsync(HttpContext context) => context.Response.WriteAsync(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
}
