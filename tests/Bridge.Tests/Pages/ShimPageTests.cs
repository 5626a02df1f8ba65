using System.Net;
using Bridge.ClientShim;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Pages;

/// <summary>The shim's files.</summary>
public sealed class ShimPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ShimFiles.Module, "text/javascript")]
    [InlineData(ShimFiles.Script, "text/javascript")]
    [InlineData(ShimFiles.Declarations, "text/plain")]
    public async Task A_file_comes_as_what_it_is_and_as_nothing_else(string file, string type)
    {
        await using var host = await TestHost.StartAsync();
        using var stream = ShimFiles.Open(file);
        using var content = new StreamReader(stream);

        using var response = await host.Http.GetAsync("/bridge/" + file, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(await content.ReadToEndAsync(Stop), await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal((type, "utf-8"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentType.CharSet));
        Assert.Equal("nosniff", string.Join(",", response.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.False(response.Headers.ETag!.IsWeak);
        Assert.Equal("*", string.Join(",", response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task A_page_that_has_the_file_does_not_get_it_again(string condition, int status)
    {
        await using var host = await TestHost.StartAsync();
        using var first = await host.Http.GetAsync("/bridge/bridge.mjs", Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/bridge/bridge.mjs");
        request.Headers.TryAddWithoutValidation("If-None-Match", string.Format(condition, first.Headers.ETag));

        using var second = await host.Http.SendAsync(request, Stop);

        Assert.Equal(status, (int)second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(status == 304, (await second.Content.ReadAsByteArrayAsync(Stop)).Length == 0);
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        await using var host = await TestHost.StartAsync();
        using var full = await host.Http.GetAsync("/bridge/bridge.js", Stop);

        using var head = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/bridge/bridge.js"), Stop);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal((await full.Content.ReadAsByteArrayAsync(Stop)).Length, head.Content.Headers.ContentLength);
        Assert.Equal(full.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task Other_methods_and_other_files_are_refused()
    {
        await using var host = await TestHost.StartAsync();

        using var posted = await host.Http.PostAsync("/bridge/bridge.mjs", null, Stop);
        using var other = await host.Http.GetAsync("/bridge/bridge.css", Stop);
        using var suffixed = await host.Http.GetAsync("/bridge/poll/x.css", Stop);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, suffixed.StatusCode);
    }
}
