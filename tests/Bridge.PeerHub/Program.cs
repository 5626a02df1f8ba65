using System.Text.Json;
using Bridge.PeerHub;
using Microsoft.AspNetCore.SignalR;

// default | stateful | tuned. What is posted to /publish goes to every client, and is answered when SignalR says that it has been sent: so its docs publish.
var mode = args.FirstOrDefault() ?? "default";
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSignalR(o =>
{
    if (mode == "tuned")
    {
        o.StatefulReconnectBufferSize = 10_000_000;
        o.KeepAliveInterval = TimeSpan.FromSeconds(5);
        o.ClientTimeoutInterval = TimeSpan.FromSeconds(10);
    }
});

var app = builder.Build();
app.MapHub<NewsHub>("/hub", o => o.AllowStatefulReconnects = mode is "stateful" or "tuned");
app.MapPost("/publish", async (JsonElement message, IHubContext<NewsHub> hub) => await hub.Clients.All.SendAsync("news", message));
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"READY {app.Urls.First()}/"));
await app.RunAsync();
