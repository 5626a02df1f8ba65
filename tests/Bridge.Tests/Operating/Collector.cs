using System.Net;
using System.Text;
using System.Threading.Channels;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Operating;

/// <summary>A collector of OTLP over HTTP, as far as a test needs one: it takes everything and reads the names in the bytes.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Path, string Body)> _received = Channel.CreateUnbounded<(string, string)>();

    private Collector(WebApplication app)
    {
        _app = app;
        app.MapPost("/{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Writer.TryWrite((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Reads until each name has come to its path; gives everything that was read.</summary>
    public async Task<string> UntilAsync(params (string Path, string Name)[] expected)
    {
        var (missing, all) = (expected.ToList(), new StringBuilder());
        while (missing.Count > 0)
        {
            var (path, body) = await _received.Reader.ReadAsync(Patience.Token);
            all.Append(body);
            missing.RemoveAll(wanted => wanted.Path == path && body.Contains(wanted.Name, StringComparison.Ordinal));
        }

        return all.ToString();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
