using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>What passes is not kept: client, bridge and backend are this process, and all of it together allocates less than the body has bytes.</summary>
[Collection(nameof(Alone))]
public sealed class LargeBodyTests
{
    private const long Bytes = 200L << 20;
    private const long Allowed = 80L << 20;

    [Fact]
    public async Task Two_hundred_megabytes_go_up()
    {
        await using var site = await Site.StartAsync(async context => await context.Response.WriteAsync($"{await CountAsync(context.Request.Body)}"));

        var before = GC.GetTotalAllocatedBytes();
        using var response = await site.Http.PostAsync("/", new PacedContent(WriteAsync), Patience.Token);

        Assert.Equal($"{Bytes}", await response.Content.ReadAsStringAsync(Patience.Token));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, Allowed);
    }

    [Fact]
    public async Task Two_hundred_megabytes_go_down()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.ContentLength = Bytes;
            return WriteAsync(context.Response.Body);
        });

        var before = GC.GetTotalAllocatedBytes();
        using var response = await site.Http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Patience.Token);

        Assert.Equal(Bytes, response.Content.Headers.ContentLength);
        Assert.Equal(Bytes, await CountAsync(await response.Content.ReadAsStreamAsync(Patience.Token)));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, Allowed);
    }

    private static async Task WriteAsync(Stream to)
    {
        var piece = new byte[128 << 10];
        for (var sent = 0L; sent < Bytes; sent += piece.Length)
        {
            await to.WriteAsync(piece);
        }
    }

    private static async Task<long> CountAsync(Stream from)
    {
        var (piece, count) = (new byte[128 << 10], 0L);
        while (await from.ReadAsync(piece, Patience.Token) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }
}
