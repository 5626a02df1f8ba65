using System.Net;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>Which requests are for documents, and how copies that browsers keep are asked about.</summary>
public sealed class InjectionRequestTests
{
    private const string Page = "<!doctype html><head></head>";
    private const string Navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("GET", true, "Sec-Fetch-Dest: document")]
    [InlineData("GET", true, "Sec-Fetch-Dest: iframe")]
    [InlineData("GET", true, "Sec-Fetch-Dest: frame")]
    [InlineData("GET", false, "Sec-Fetch-Dest: document", "Sec-Fetch-Dest: document")]
    [InlineData("GET", true, "Accept: " + Navigation)]
    [InlineData("GET", false, "Accept: text/html, */*")]
    [InlineData("GET", false, "Accept: application/xhtml+xml")]
    [InlineData("GET", false, "Sec-Fetch-Dest: empty", "Accept: " + Navigation)]
    [InlineData("GET", false, "Accept: text/html, */*; q=0.01", "X-Requested-With: XMLHttpRequest")]
    [InlineData("GET", false, "X-Requested-With: XMLHttpRequest", "Accept: " + Navigation)]
    [InlineData("GET", false)]
    [InlineData("POST", false, "Sec-Fetch-Dest: document")]
    public async Task Only_what_a_browser_shows_is_touched(string method, bool isTouched, params string[] headers)
    {
        await using var site = await StartAsync(_ => { });

        using var response = await SendAsync(site, method, headers);

        Assert.Equal(isTouched, (await response.Content.ReadAsStringAsync(Patience.Token)).Contains("intercept.js", StringComparison.Ordinal));
        Assert.Equal(isTouched, response.Headers.Vary.Contains("Sec-Fetch-Dest"));
    }

    [Fact]
    public async Task A_download_a_part_and_what_must_not_be_changed_stay_as_they_are()
    {
        foreach (var dress in (Action<HttpResponse>[])
        [
            response => response.Headers.ContentDisposition = "attachment; filename=page.html",
            response => response.StatusCode = 206,
            response => response.StatusCode = 404,
            response => response.Headers.CacheControl = "public, no-transform",
        ])
        {
            await using var site = await StartAsync(dress);
            using var response = await SendAsync(site, "GET", "Sec-Fetch-Dest: document");
            Assert.Equal(Page, await response.Content.ReadAsStringAsync(Patience.Token));
            Assert.Equal("\"v1\"", response.Headers.ETag!.ToString());
        }
    }

    [Fact]
    public async Task A_head_tells_no_length_that_the_page_will_not_have()
    {
        await using var site = await StartAsync(_ => { });

        using var response = await SendAsync(site, "HEAD", "Accept: " + Navigation);

        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("\"v1\"", null)]
    [InlineData("W/\"v1\"", null)]
    [InlineData(null, "Sun, 01 Mar 2026 12:00:00 GMT")]
    [InlineData("\"v1\"", "Sun, 01 Mar 2026 12:00:00 GMT")]
    public async Task A_page_that_has_not_changed_is_not_sent_again(string? tag, string? date)
    {
        var asked = new List<string>();
        await using var site = await Site.StartAsync(
            context =>
            {
                var (request, response) = (context.Request.Headers, context.Response);
                asked.Add($"{request.IfNoneMatch}|{request.IfModifiedSince}");
                response.ContentType = "text/html";
                response.Headers.ETag = tag;
                response.Headers.LastModified = date;
                response.StatusCode = (tag is not null && request.IfNoneMatch == tag) || (tag is null && request.IfModifiedSince == date) ? 304 : 200;
                return response.StatusCode == 304 ? Task.CompletedTask : response.WriteAsync(Page);
            },
            options => options.Inject = "/bridge/intercept.js");

        using var first = await SendAsync(site, "GET", "Sec-Fetch-Dest: document");
        var ours = first.Headers.ETag!.ToString();
        using var second = await SendAsync(site, "GET", "Sec-Fetch-Dest: document", $"If-None-Match: {ours}");
        using var third = await SendAsync(site, "GET", "Sec-Fetch-Dest: empty", $"If-None-Match: {ours}");
        using var fourth = await SendAsync(site, "GET", "Sec-Fetch-Dest: document", $"If-None-Match: {tag ?? "\"v0\""}", $"If-Modified-Since: {date ?? "Sun, 01 Mar 2026 12:00:00 GMT"}");
        using var fifth = await SendAsync(site, "GET", "Sec-Fetch-Dest: empty", tag is null ? $"If-Modified-Since: {date}" : $"If-None-Match: {tag}");

        Assert.StartsWith("W/", ours, StringComparison.Ordinal);
        Assert.Null(first.Content.Headers.LastModified);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotModified], new[] { first, second, third, fourth, fifth }.Select(one => one.StatusCode));
        Assert.Equal(ours, second.Headers.ETag!.ToString());
        Assert.Equal(["|", tag is null ? $"|{date}" : $"{tag}|", "|", "|", tag is null ? $"|{date}" : $"{tag}|"], asked); // what the backend saw: its own validators, or none
    }

    [Fact]
    public async Task Without_the_option_conditions_and_documents_are_the_backends()
    {
        await using var site = await StartAsync(_ => { }, inject: null);

        using var response = await SendAsync(site, "GET", "Sec-Fetch-Dest: document");

        Assert.Equal(Page, await response.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("\"v1\"", response.Headers.ETag!.ToString());
        Assert.Empty(response.Headers.Vary);
    }

    private static Task<Site> StartAsync(Action<HttpResponse> dress, string? inject = "/bridge/intercept.js") => Site.StartAsync(
        async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.ContentLength = Page.Length;
            dress(context.Response);
            if (context.Request.Method != "HEAD")
            {
                await context.Response.WriteAsync(Page);
            }
        },
        options => options.Inject = inject);

    private static async Task<HttpResponseMessage> SendAsync(Site site, string method, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), "/page");
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header[(header.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }

        return await site.Http.SendAsync(request, Patience.Token);
    }
}
