using System.Net;

namespace Bridge.ForwardBench;

/// <summary>A backend that answers every request with the same kilobyte of JSON.</summary>
internal sealed class Backend(WebApplication app) : IAsyncDisposable
{
    public const int BodyBytes = 1_024;

    public Uri Address => new(app.Urls.First());

    public static async Task<Backend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var body = new byte[BodyBytes];
        body.AsSpan().Fill((byte)' ');
        body[0] = (byte)'[';
        body[^1] = (byte)']';
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = BodyBytes;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        await app.StartAsync();
        return new Backend(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
