using LegacyBoard;
using LegacyBoard.Machine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;

BoardArguments arguments;
try
{
    arguments = BoardArguments.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

if (arguments.Help)
{
    Console.WriteLine(BoardArguments.Usage);
    return 0;
}

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);  // a failed start is told below
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, arguments.Port));
builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["127.0.0.1", "localhost"]);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<EventList>();
builder.Services.AddSingleton<IMachineProbe>(services => ProcProbe.IsSupported
    ? ActivatorUtilities.CreateInstance<ProcProbe>(services)
    : ActivatorUtilities.CreateInstance<RuntimeProbe>(services));
builder.Services.AddHostedService<Sampler>();

var app = builder.Build();
var stopping = app.Lifetime.ApplicationStopping;
app.UseHostFiltering();
app.Use(PageHeaders.Add);
app.UseFileServer();

// The long poll, written by hand years ago: at once what there is after `since`, else whatever comes within 25 seconds.
app.MapGet("/api/events", async (long since, EventList events, HttpContext context) =>
{
    using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    return await events.AfterAsync(since, TimeSpan.FromSeconds(25), gone.Token);
});
app.MapPost("/api/log", TeamLog.Write);
app.MapGet("/api/machine", (IMachineProbe probe) => MachineFacts.Of(probe));

var facts = MachineFacts.Of(app.Services.GetRequiredService<IMachineProbe>());
app.Services.GetRequiredService<EventList>().Append(new LogEntry("board", $"Board started on {facts.Name}, {facts.System}, figures from {facts.Source}"));

try
{
    await app.StartAsync();
}
catch (IOException failed) when (failed.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"Port {arguments.Port} of 127.0.0.1 is taken by another program. Stop it, or choose another with --port.");
    return 3;
}

Console.WriteLine($"READY {app.Urls.Single()}/");
if (arguments.StopWithInput)
{
    _ = Task.Run(async () =>
    {
        await Console.In.ReadToEndAsync();
        app.Lifetime.StopApplication();
    });
}

await app.WaitForShutdownAsync();
return 0;
