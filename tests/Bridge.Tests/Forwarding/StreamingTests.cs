using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>Nothing waits for more.</summary>
public sealed class StreamingTests
{
    [Fact]
    public async Task Events_arrive_one_by_one()
    {
        Gate[] gates = [new(), new(), new()];
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var i = 0; i < gates.Length; i++)
            {
                await gates[i].PassAsync();
                await context.Response.WriteAsync($"data: {i}\n\n");
            }
        });

        using var response = await site.Http.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Patience.Token));
        for (var i = 0; i < gates.Length; i++)
        {
            gates[i].Open();
            Assert.Equal($"data: {i}", await events.ReadLineAsync(Patience.Token));
            Assert.Equal("", await events.ReadLineAsync(Patience.Token));
        }

        Assert.Null(await events.ReadLineAsync(Patience.Token));
    }

    [Fact]
    public async Task The_head_arrives_before_the_first_byte_of_a_body_that_is_long_in_coming()
    {
        var gate = new Gate();
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.Headers["X-Head"] = "first";
            await context.Response.Body.FlushAsync();
            await gate.PassAsync();
            await context.Response.WriteAsync("late");
        });

        using var response = await site.Http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        Assert.Equal("first", response.Headers.GetValues("X-Head").Single());

        gate.Open();
        Assert.Equal("late", await response.Content.ReadAsStringAsync(Patience.Token));
    }

    [Fact]
    public async Task A_body_reaches_the_backend_while_the_client_still_sends_it()
    {
        var (begun, seen) = (new Gate(), new Gate());
        await using var site = await Site.StartAsync(async context =>
        {
            begun.Open();
            var piece = new byte[100];
            Assert.Equal(5, await context.Request.Body.ReadAsync(piece));
            seen.Open();
            await context.Response.WriteAsync("first " + await new StreamReader(context.Request.Body).ReadToEndAsync());
        });

        using var response = await site.Http.PostAsync(
            "/",
            new PacedContent(async stream =>
            {
                await stream.FlushAsync();
                await begun.PassAsync(); // the head has gone ahead
                await stream.WriteAsync("first"u8.ToArray());
                await stream.FlushAsync();
                await seen.PassAsync();
                await stream.WriteAsync("second"u8.ToArray());
            }),
            Patience.Token);

        Assert.Equal("first second", await response.Content.ReadAsStringAsync(Patience.Token));
    }

    [Fact]
    public async Task A_body_has_the_framing_that_the_client_gave_it()
    {
        await using var site = await Site.StartAsync(async context => await context.Response.WriteAsync(
            $"{context.Request.ContentLength} {context.Request.Headers.TransferEncoding} {await new StreamReader(context.Request.Body).ReadToEndAsync()}"));

        using var sized = await site.Http.PostAsync("/", new ByteArrayContent(Encoding.UTF8.GetBytes("sized")), Patience.Token);
        using var chunked = await site.Http.PostAsync("/", new PacedContent(stream => stream.WriteAsync("chunked"u8.ToArray()).AsTask()), Patience.Token);
        using var none = await site.Http.GetAsync("/", Patience.Token);

        Assert.Equal("5  sized", await sized.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal(" chunked chunked", await chunked.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("  ", await none.Content.ReadAsStringAsync(Patience.Token));
    }
}
