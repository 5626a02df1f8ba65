using System.IO.Compression;
using System.Net;
using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>Which documents get the script, where, and which stay as they are to the last byte.</summary>
public sealed class InjectionTests
{
    private const string Script = "/bridge/intercept.js";
    private const string Tag = "<script src=\"/bridge/intercept.js\"></script>";

    /// <summary>A document, and where the tag stands in it: at the bar.</summary>
    [Theory]
    [InlineData("<!doctype html><html><head>|<title>x</title></head><body>y</body></html>")]
    [InlineData("<!DOCTYPE html>\n<html lang=\"en\"><head data-x='a>b'>|<script src=a.js></script>")]
    [InlineData("<!doctype html>\n|<title>no head is written</title><p>x")]
    [InlineData("<!doctype html><html>\n  |<body onload=\"x()\">no head</body></html>")]
    [InlineData("<!-- <head> --><!doctype html><html><!-- <head> --><head>|</head>")]
    [InlineData("<!--><!---><!-- <head> --!><!doctype html><head>|<!-- x -->")]
    [InlineData("<!--><head>|<!-- what looked like a comment was a whole one -->")]
    [InlineData("  \n<?xml version=\"1.0\"?><!doctype html PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html><head>|<meta name=x>")]
    [InlineData("|<p>No doctype, no html")]
    [InlineData("|just text")]
    [InlineData("<!doctype html>|<script>var head = '<head>';</script><head>")]
    [InlineData("<!doctype html>|<header>that is no head</header>")]
    [InlineData("<!doctype html><head>|<noscript><script src=\"/bridge/intercept.js\"></script></noscript>")]
    [InlineData("<!doctype html><HEAD\n>|<TITLE><script src=\"/bridge/intercept.js\"></script></TITLE>")]
    [InlineData("<!doctype html><head>|<meta charset=windows-1252><title>é</title>")]
    public async Task The_tag_stands_first_in_the_head(string document)
    {
        var (body, response) = await AskAsync(Encoding.Latin1.GetBytes(document.Replace("|", "")));

        Assert.Equal(document.Replace("|", Tag), Encoding.Latin1.GetString(body));
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><!-- a comment without an end <head>")]
    [InlineData("<!doctype html><html><head")]
    [InlineData("<!doctype html><head><script src=\"/bridge/intercept.js\"></script>")]
    [InlineData("<!doctype html><head><title>x</title><script async src=/bridge/intercept.js?v=2></script></head>")]
    [InlineData("<!doctype html><head><meta charset=iso-2022-jp>")]
    public async Task What_gets_no_tag_stays_as_it_is(string document) => Assert.Equal(document, Encoding.Latin1.GetString((await AskAsync(Encoding.Latin1.GetBytes(document))).Body));

    [Theory]
    [InlineData("gzip", "gzip, br", "gzip")]
    [InlineData("br", "gzip, br", "gzip")]
    [InlineData("br", "br", null)]
    [InlineData("deflate", "deflate, gzip;q=0", null)]
    public async Task A_packed_document_is_unpacked_and_packed_again(string coding, string accepted, string? sent)
    {
        var (body, response) = await AskAsync(Pack(coding, "<!doctype html><head></head><p>x"u8.ToArray()), context => context.Response.Headers.ContentEncoding = coding, ("Accept-Encoding", accepted));

        Assert.Equal(sent, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal($"<!doctype html><head>{Tag}</head><p>x", Encoding.UTF8.GetString(sent is null ? body : Unpack(sent, body)));
    }

    [Theory]
    [InlineData("zstd", "<!doctype html><head>")]
    [InlineData("gzip", "this is no gzip")]
    [InlineData("gzip, br", "<!doctype html><head>")]
    public async Task What_can_not_be_unpacked_stays_as_it_is(string coding, string document)
    {
        var (body, response) = await AskAsync(Encoding.UTF8.GetBytes(document), context => context.Response.Headers.ContentEncoding = coding);

        Assert.Equal(document, Encoding.UTF8.GetString(body));
        Assert.Equal(coding, string.Join(", ", response.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task A_packed_document_without_a_place_stays_packed_byte_for_byte()
    {
        var packed = Pack("gzip", Encoding.UTF8.GetBytes("<!doctype html><!--" + new string('x', 300_000) + "--><head>"));

        var (body, response) = await AskAsync(packed, context => context.Response.Headers.ContentEncoding = "gzip");

        Assert.Equal(packed, body);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public async Task A_document_that_comes_byte_by_byte_is_the_same()
    {
        const string document = "<!-- c --><!doctype html><html><head><meta charset=utf-8></head><p>Grüße";
        await using var site = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            foreach (var one in Encoding.UTF8.GetBytes(document))
            {
                await context.Response.Body.WriteAsync(new[] { one });
                await context.Response.Body.FlushAsync();
            }
        });

        Assert.Equal(document.Replace("<head>", "<head>" + Tag), Encoding.UTF8.GetString((await GetAsync(site)).Body));
    }

    [Fact]
    public async Task What_comes_before_a_long_pause_is_not_held_back()
    {
        var go = new TaskCompletionSource();
        await using var site = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!doctype html><head><title>slow");
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync("</title><p>done");
        });
        using var request = Request();
        using var response = await site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        await using var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        var first = new byte[32 + Tag.Length];

        await body.ReadExactlyAsync(first, Patience.Token);
        go.SetResult();

        Assert.Equal($"<!doctype html><head>{Tag}<title>slow", Encoding.UTF8.GetString(first));
        Assert.Equal("</title><p>done", await new StreamReader(body).ReadToEndAsync(Patience.Token));
    }

    [Theory]
    [InlineData("utf-16le", "text/html")]
    [InlineData("utf-16be", "text/html; charset=utf-16be")]
    [InlineData("utf-8", "text/html; charset=iso-8859-1")]
    [InlineData("iso-8859-1", "text/html; charset=\"ISO-8859-1\"")]
    [InlineData("utf-16le", "text/html; charset=utf-16")]
    public async Task The_tag_is_written_as_the_document_is(string encoding, string type)
    {
        var (coding, mark) = encoding switch
        {
            "utf-16le" => ((Encoding)new UnicodeEncoding(false, true), type == "text/html"),
            "utf-16be" => (new UnicodeEncoding(true, true), false),
            "utf-8" => (new UTF8Encoding(true), true), // a mark counts more than a label
            _ => (Encoding.Latin1, false),
        };
        byte[] Document(string tag) => [.. mark ? coding.GetPreamble() : [], .. coding.GetBytes($"<!doctype html><html><head>{tag}</head><p>Grüße")];

        var (body, _) = await AskAsync(Document(""), context => context.Response.ContentType = type);

        Assert.Equal(Document(Tag), body);
    }

    [Theory]
    [InlineData("text/html; charset=iso-2022-jp")]
    [InlineData("text/html; charset=x-unheard-of")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("text/html-but-not-quite")]
    public async Task Another_type_or_an_unknown_encoding_stays_as_it_is(string type) =>
        Assert.Equal("<!doctype html><head>", Encoding.UTF8.GetString((await AskAsync("<!doctype html><head>"u8.ToArray(), context => context.Response.ContentType = type)).Body));

    [Theory]
    [InlineData(900, true)]
    [InlineData(990, false)]
    public async Task The_encoding_stays_in_the_first_kilobyte(int comment, bool isFirst)
    {
        var before = $"<!doctype html><!--{new string('c', comment - 40)}--><head>";
        const string charset = "<meta charset=utf-8>";

        var (body, _) = await AskAsync(Encoding.UTF8.GetBytes($"{before}{charset}<title>x"));

        Assert.Equal($"{before}{(isFirst ? Tag + charset : charset + Tag)}<title>x", Encoding.UTF8.GetString(body));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"><head>|<title>x</title></head><body/></html>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\">\n<head>|</head></html>")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"><head/><body/></html>")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>")]
    [InlineData("<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head/></h:html>")]
    [InlineData("<HTML xmlns=\"http://www.w3.org/1999/xhtml\"><head></head></HTML>")]
    [InlineData("<!DOCTYPE html [<!ENTITY x \"<head>\">]><html xmlns=\"http://www.w3.org/1999/xhtml\"><head></head></html>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><head></head></svg>")]
    public async Task A_document_of_xml_gets_the_tag_only_in_a_head_that_is_written(string document)
    {
        var (body, _) = await AskAsync(Encoding.UTF8.GetBytes(document.Replace("|", "")), context => context.Response.ContentType = "application/xhtml+xml");

        Assert.Equal(document.Replace("|", Tag), Encoding.UTF8.GetString(body));
        Assert.NotNull(System.Xml.Linq.XDocument.Parse(Encoding.UTF8.GetString(body)));
    }

    [Theory]
    [InlineData("default-src 'self'", true, null)]
    [InlineData("script-src 'none'; default-src 'self'", false, null)]
    [InlineData("script-src 'nonce-R4nd0m=='", true, "R4nd0m==")]
    [InlineData("script-src 'strict-dynamic' 'nonce-abc' 'self'", true, "abc")]
    [InlineData("script-src 'strict-dynamic' 'sha256-AAAA' 'self'", false, null)]
    [InlineData("script-src 'sha256-AAAA'", false, null)]
    [InlineData("script-src 'self' 'sha256-AAAA'", true, null)]
    [InlineData("script-src 'self', script-src 'nonce-abc'", true, "abc")]
    [InlineData("script-src 'nonce-a', script-src 'nonce-b'", false, null)]
    [InlineData("script-src 'self'; script-src-elem https://cdn.example", false, null)]
    [InlineData("style-src 'none'", true, null)]
    [InlineData("sandbox allow-forms", false, null)]
    [InlineData("script-src http:", true, null)]
    [InlineData("script-src https:", false, null)]
    [InlineData("script-src *", true, null)]
    [InlineData("script-src 'nonce-\"><b>'", false, null)]
    public async Task A_policy_decides(string policy, bool isAllowed, string? nonce)
    {
        var (body, response) = await AskAsync("<!doctype html><head>"u8.ToArray(), context => context.Response.Headers.ContentSecurityPolicy = policy);

        Assert.Equal("<!doctype html><head>" + (!isAllowed ? "" : nonce is null ? Tag : Tag.Replace("<script ", $"<script nonce=\"{nonce}\" ")), Encoding.UTF8.GetString(body));
        Assert.Equal(policy, response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_policy_in_a_meta_element_counts_only_for_what_stands_behind_it()
    {
        const string meta = "<meta http-equiv=Content-Security-Policy content=\"script-src 'sha256-AAAA'\">";
        var before = $"<!doctype html><!--{new string('c', 850)}--><head>";

        Assert.Equal($"<!doctype html><head>{Tag}{meta}", Encoding.UTF8.GetString((await AskAsync(Encoding.UTF8.GetBytes($"<!doctype html><head>{meta}"))).Body));
        var late = $"{before}{meta}<meta charset=utf-8>"; // behind the encoding, and so behind the policy
        Assert.Equal(late, Encoding.UTF8.GetString((await AskAsync(Encoding.UTF8.GetBytes(late))).Body));
    }

    [Fact]
    public async Task Why_a_page_has_no_script_is_said_once_for_each_path()
    {
        await using var site = await StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentSecurityPolicy = "script-src 'none'";
            return context.Response.WriteAsync("<!doctype html><head>");
        });

        await GetAsync(site);
        await GetAsync(site);

        Assert.Single(site.Logs.Lines, line => line.Contains("without the bridge's script: its content security policy", StringComparison.Ordinal));
    }

    private static byte[] Pack(string coding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new GZipStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Unpack(string coding, byte[] bytes)
    {
        Assert.Equal("gzip", coding);
        using var unpacked = new MemoryStream();
        using var unpacker = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        unpacker.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static Task<Site> StartAsync(RequestDelegate answer) => Site.StartAsync(answer, options => options.Inject = Script);

    private static HttpRequestMessage Request(params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        foreach (var (name, value) in headers.Prepend(("Sec-Fetch-Dest", "document")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<(byte[] Body, HttpResponseMessage Response)> GetAsync(Site site, params (string Name, string Value)[] headers)
    {
        using var request = Request(headers);
        var response = await site.Http.SendAsync(request, Patience.Token);
        return (await response.Content.ReadAsByteArrayAsync(Patience.Token), response);
    }

    private static async Task<(byte[] Body, HttpResponseMessage Response)> AskAsync(byte[] document, Action<HttpContext>? dress = null, params (string Name, string Value)[] headers)
    {
        await using var site = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = document.Length;
            dress?.Invoke(context);
            await context.Response.Body.WriteAsync(document);
        });
        var (body, response) = await GetAsync(site, headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (body, response);
    }
}
