using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Bridge.E2E;

/// <summary>Stands before a backend that must not be changed, and counts the polls it gets: the bridge's own, and those of pages.</summary>
public sealed class CountedBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _poll;
    private int _now;
    private long _twoSince;

    private CountedBackend(WebApplication app, string poll) => (_app, _poll) = (app, poll);

    public Uri Address => new(_app.Urls.First());

    /// <summary>The most polls of the bridge's own that were there at once.</summary>
    public int MostOwn { get; private set; }

    /// <summary>How long there were two of them at most.</summary>
    public TimeSpan LongestTwo { get; private set; }

    /// <summary>How many polls the bridge made.</summary>
    public int Own { get; private set; }

    /// <summary>The polls of pages that were passed through, by their query.</summary>
    public ConcurrentQueue<string> Passed { get; } = [];

    /// <param name="backend">The backend.</param>
    /// <param name="poll">The path of its polls.</param>
    /// <param name="pages">A folder with pages that the backend hasn't got; null: none.</param>
    public static async Task<CountedBackend> StartAsync(Uri backend, string poll, string? pages = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var counted = new CountedBackend(app, poll);
        app.Use(counted.CountAsync);
        if (pages is not null)
        {
            app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(pages) });
        }

        app.UseRouting();
        app.MapBackend(backend);
        await app.StartAsync();
        return counted;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != _poll)
        {
            await next(context);
            return;
        }

        if (context.Request.Headers.UserAgent != "Bridge")
        {
            Passed.Enqueue(context.Request.QueryString.Value ?? "");
            await next(context);
            return;
        }

        Come();

        // Over when its answer begins: the next one may be here before the last byte's writer knows that it was the last.
        var body = new AnswerBegin(context.Response.Body, Go);
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            body.Begin();
        }
    }

    private void Come()
    {
        lock (_app)
        {
            Own++;
            MostOwn = Math.Max(MostOwn, ++_now);
            _twoSince = _now == 2 ? Stopwatch.GetTimestamp() : _twoSince;
        }
    }

    private void Go()
    {
        lock (_app)
        {
            if (--_now == 1 && Stopwatch.GetElapsedTime(_twoSince) is var two && two > LongestTwo)
            {
                LongestTwo = two;
            }
        }
    }
}
