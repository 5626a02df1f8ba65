using System.IO.Compression;
using System.Net;
using System.Text;
using Bridge.PollShapes;
using Bridge.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Upstream;

public sealed class HttpBackendTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly List<string> _seen = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_arrives_as_it_was_made_and_the_answer_comes_back_whole()
    {
        await using var server = await ServeAsync(async context =>
        {
            _seen.Add($"{context.Request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget} {context.Request.Headers.Cookie} {context.Request.ContentType} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
            context.Response.StatusCode = 201;
            context.Response.Headers.Append("X-Two", "1");
            context.Response.Headers.Append("X-Two", "2");
            await context.Response.WriteAsync("{}");
        });
        using var backend = Backend(server);

        var answer = await backend.AskAsync(
            new LegacyRequest
            {
                Method = "POST", Path = "/a%2Fb//c", Query = "x=%20&y", Body = "{\"a\":1}"u8.ToArray(),
                Headers = [new("Cookie", "a=b; c=d"), new("Content-Type", "application/json")],
            }, Long, Stop);

        Assert.Equal(["POST /a%2Fb//c?x=%20&y a=b; c=d application/json {\"a\":1}"], _seen);
        Assert.Equal((201, "1, 2", "{}"), (answer.Answer!.Status, answer.Answer.Header("x-two"), Encoding.UTF8.GetString(answer.Answer.Body.Span)));
    }

    [Fact]
    public async Task No_redirect_leads_to_another_host_and_one_within_the_host_is_followed()
    {
        var strangers = 0;
        await using var stranger = await ServeAsync(context =>
        {
            strangers++;
            return context.Response.WriteAsync("[]");
        });
        await using var server = await ServeAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/away" ? stranger.Urls.First() + "/x" : context.Request.Path == "/round" ? "/round" : "/there");
            return context.Request.Path == "/there" ? Answer(context, "[1]") : Task.CompletedTask;
        });
        using var backend = Backend(server);

        var away = await Ask(backend, "/away");
        Assert.Null(away.Answer);
        Assert.Contains("another host", away.Fault, StringComparison.Ordinal);
        Assert.Equal(0, strangers);
        Assert.Contains("too often", (await Ask(backend, "/round")).Fault, StringComparison.Ordinal);
        Assert.Equal("[1]", Encoding.UTF8.GetString((await Ask(backend, "/here")).Answer!.Body.Span));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fifty_megabytes_are_not_read_to_the_end(bool packed)
    {
        long sent = 0;
        await using var server = await ServeAsync(async context =>
        {
            var piece = new byte[1 << 16];
            var body = packed ? new BrotliStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            context.Response.Headers.ContentEncoding = packed ? "br" : default;
            try
            {
                for (; sent < 50 << 20; sent += piece.Length)
                {
                    await body.WriteAsync(piece, context.RequestAborted);
                    await body.FlushAsync(context.RequestAborted);
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException)
            {
                _seen.Add("cut");
            }
        });
        using var backend = Backend(server);
        var answer = await Ask(backend, "/");

        Assert.Null(answer.Answer);
        Assert.Contains("more than 8388608 bytes", answer.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_until_the_deadline_is_the_answer_marked_as_cut()
    {
        await using var server = await ServeAsync(async context =>
        {
            if (context.Request.Path == "/part")
            {
                await context.Response.WriteAsync("{\"results\":[", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var backend = Backend(server);

        var part = (await backend.AskAsync(new LegacyRequest { Path = "/part" }, TimeSpan.FromSeconds(1), Stop)).Answer!;
        Assert.Equal((true, "{\"results\":["), (part.IsCut, Encoding.UTF8.GetString(part.Body.Span)));
        Assert.True((await backend.AskAsync(new LegacyRequest { Path = "/never" }, TimeSpan.FromMilliseconds(200), Stop)).Answer!.IsCut);
    }

    [Fact]
    public async Task A_backend_that_is_not_there_or_breaks_off_is_a_fault_in_words()
    {
        await using var server = await ServeAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var breaking = Backend(server);
        using var absent = new HttpBackend(new Uri("http://127.0.0.1:1"), new UpstreamOptions(), TimeProvider.System);

        Assert.NotEmpty((await Ask(breaking, "/")).Fault!);
        Assert.Contains("can't be reached", (await Ask(absent, "/")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_want_the_answer_any_more_cancels_the_request()
    {
        var gone = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var server = await ServeAsync(async context =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            asked.SetResult();
            await gone.Task;
        });
        using var backend = Backend(server);
        using var tired = new CancellationTokenSource();
        var asking = backend.AskAsync(new LegacyRequest(), Long, tired.Token).AsTask();
        await asked.Task.WaitAsync(Stop);
        await tired.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await gone.Task.WaitAsync(Stop);
    }

    private static ValueTask<BackendAnswer> Ask(HttpBackend backend, string path) => backend.AskAsync(new LegacyRequest { Path = path }, Long, Stop);

    private static HttpBackend Backend(WebApplication server) => new(new Uri(server.Urls.First()), new UpstreamOptions(), TimeProvider.System);

    private static Task Answer(HttpContext context, string body)
    {
        context.Response.StatusCode = 200;
        context.Response.Headers.Location = default;
        return context.Response.WriteAsync(body);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
