using Bridge;
using Bridge.BenchServer;
using Bridge.Messaging;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(BenchArguments.Help);
    return 0;
}

if (!BenchArguments.TryRead(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine("--help shows the options.");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls(arguments.Urls);
var bridge = builder.Services.AddBridge(o =>
{
    o.Channels.Add("echo", c => c.Handle((submission, _) => ValueTask.FromResult(Outcome.Reply(submission.Payload))));
    if (arguments.Tally is { } tally)
    {
        o.Channels.Add("tally", c => c.Handle(new Tally(tally).HandleAsync));
    }

    o.Sessions.Hold = arguments.Hold ?? o.Sessions.Hold;
    o.Sessions.PingInterval = arguments.Ping ?? o.Sessions.PingInterval;
    o.Sessions.SilenceLimit = arguments.Silence ?? o.Sessions.SilenceLimit;
    o.Sessions.NoProgressLimit = arguments.Silence ?? o.Sessions.NoProgressLimit;
    if (arguments.Window is { } window)
    {
        (o.Sessions.WindowMessages, o.Sessions.WindowBytes) = (window, 64 << 20);
    }

    o.Sessions.SubmissionTimeout = arguments.Handling ?? o.Sessions.SubmissionTimeout;
    if (!arguments.HasLimits)
    {
        (o.Limits.Messages, o.Limits.IdlePolls) = (null, null); // those of one session: all load comes from a few
    }

    if (arguments.IsDirect)
    {
        o.Limits.KnownProxies.Clear(); // load that comes from several addresses of this machine is several visitors
    }

    o.Channels.Add("*", c => c.AcceptSubmissions());
    o.Publishing.AllowAnyone = true;
    foreach (var origin in arguments.Origins)
    {
        o.AllowedOrigins.Add(origin);
    }
});
if (arguments.SqlitePath is { } path)
{
    bridge.AddSqliteStore(path);
}
else if (arguments.Postgres is { } database)
{
    bridge.AddPostgresStore(database);
}

var app = builder.Build();
app.MapBridge("/bridge");
app.MapBridgeChannel("/chat", "chat", o => o.Subprotocols = ["chat", "superchat"]);
app.MapBridgeChannels("/plain/{channel}");
app.MapGet("/health", () => Results.Text("ok\n"));
app.MapGet("/gc", () => Results.Text($"{Collected()}\n"));
app.MapGet("/allocated", () => Results.Text($"{GC.GetTotalAllocatedBytes(precise: true)}"));
app.MapPost("/drive/{channel}", Drive.RunAsync);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Bridge bench server on {string.Join(" ", app.Urls)} (store {arguments.Store.Split(':')[0]}). Everything is open: for load tests only."));
await app.RunAsync();
return 0;

// Live managed bytes after a full collection.
static long Collected()
{
    GC.Collect();
    GC.WaitForPendingFinalizers();
    return GC.GetTotalMemory(forceFullCollection: true);
}
