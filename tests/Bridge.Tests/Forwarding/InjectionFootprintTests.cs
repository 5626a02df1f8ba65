using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>What passing a long document through costs in memory.</summary>
[Collection(nameof(Alone))]
public sealed class InjectionFootprintTests
{
    [Fact]
    public async Task Twenty_megabytes_stream_through_in_little_memory()
    {
        var piece = Encoding.UTF8.GetBytes(new string('x', 64 << 10));
        await using var site = await Site.StartAsync(
            async context =>
            {
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<!doctype html><head></head>");
                for (var n = 0; n < 320; n++)
                {
                    await context.Response.Body.WriteAsync(piece);
                }
            },
            options => options.Inject = "/bridge/intercept.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        using var response = await site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        await using var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        var (buffer, read, most, before) = (new byte[64 << 10], 0L, 0L, GC.GetTotalMemory(forceFullCollection: true));
        for (int count; (count = await body.ReadAsync(buffer, Patience.Token)) > 0; read += count)
        {
            most = (read >> 20) % 4 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before) : most;
        }

        Assert.Equal(28 + "<script src=\"/bridge/intercept.js\"></script>".Length + (20L << 20), read);
        Assert.InRange(most, long.MinValue, 8 << 20);
    }
}
