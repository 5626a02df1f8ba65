using System.Net;
using System.Text.Json;
using Bridge;
using Bridge.Stores;
using LegacyApp;
using LegacyApp.Board;
using LegacyApp.Compare;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.FileProviders;

try
{
    var arguments = AppArguments.Parse(args);
    if (arguments.Help)
    {
        Console.WriteLine(AppArguments.Usage);
        return 0;
    }

    using var doors = Doors.Open(arguments);
    await using var oldBoard = await LegacyBoardProcess.StartAsync(arguments.PortAfter(1));
    await RunAsync(doors, oldBoard.Address);
    return 0;
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
catch (IOException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 3;
}

static async Task RunAsync(Doors doors, Uri oldBoard)
{
    var port = Doors.PortOf(doors.Board);
    Lane[] lanes = [.. new[] { "short", "long", "socket" }.Zip(doors.Lanes, (name, door) => new Lane(name, Doors.PortOf(door)))];

    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => doors.Board);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
    builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["127.0.0.1", "localhost"]);
    builder.Services.AddSingleton(TimeProvider.System);

    // The move: the channels, and who fills them.
    builder.Services.AddBridge(bridge =>
    {
        bridge.Channels.Add(LegacyFeed.Channel, channel => channel.Retain(new Retention { MaxMessages = 2_000, MaxAge = TimeSpan.FromDays(1) }));
        bridge.Channels.Add(TeamLogForwarder.Channel, channel => channel.Handle(services => services.GetRequiredService<TeamLogForwarder>()));
        bridge.Channels.Add(CompareStream.Channel);
        bridge.Channels.Add(CompareGauges.Channel);
        bridge.AllowedOrigins.Add($"http://127.0.0.1:{port}");  // the lanes of /compare have other ports, so they are other origins
        bridge.AllowedOrigins.Add($"http://localhost:{port}");
    });
    builder.Services.AddSingleton(new HttpClient { BaseAddress = oldBoard, Timeout = TimeSpan.FromSeconds(40) });
    builder.Services.AddSingleton<TeamLogForwarder>();
    builder.Services.AddHostedService<LegacyFeed>();

    // The comparison.
    builder.Services.AddSingleton(doors);
    builder.Services.AddSingleton<IReadOnlyList<Lane>>(lanes);
    builder.Services.AddSingleton<CompareSettings>();
    builder.Services.AddSingleton<CompareGauges>();
    builder.Services.AddHostedService(services => services.GetRequiredService<CompareGauges>());
    builder.Services.AddHostedService<CompareStream>();
    builder.Services.AddHostedService<DelayProxies>();

    await using var app = builder.Build();
    app.UseHostFiltering();
    app.Use((context, next) =>
    {
        Array.Find(lanes, lane => lane.Port == context.Request.Host.Port)?.CountRequest();
        return next(context);
    });
    app.Use(new PageHeaders(port, lanes).Add);
    app.UseFileServer();
    app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(Path.Combine(LegacyBoardProcess.Folder, "wwwroot", "look")),
        RequestPath = "/look",
    });
    app.MapBridge("/bridge");
    app.MapGet("/compare", () => Results.File(Path.Combine(app.Environment.WebRootPath, "compare.html"), "text/html"));
    app.MapCompare();
    app.MapGet("/api/machine", (HttpClient board, CancellationToken cancellationToken) => board.GetFromJsonAsync<JsonElement>("api/machine", cancellationToken));
    app.MapGet("/api/addresses", () => new { old = oldBoard });

    await app.StartAsync();
    var newBoard = $"http://127.0.0.1:{port}/";
    Console.WriteLine($"""
        Old board   {oldBoard}
        New board   {newBoard}
        Compare     {newBoard}compare
        Ctrl+C stops.
        READY old={oldBoard} new={newBoard} compare={newBoard}compare
        """);
    await app.WaitForShutdownAsync();
}
