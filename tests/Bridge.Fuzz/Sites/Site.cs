using System.Diagnostics;
using Bridge.Messaging;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Fuzz.Sites;

/// <summary>The whole application without a server: requests are calls, time is virtual, and everything runs on the thread that asks. The same inputs give the same answers.</summary>
internal sealed class Site : IDisposable
{
    /// <summary>A key that may publish, and an origin that may connect.</summary>
    public const string ApiKey = "a-key-of-the-fuzzer";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(3); // for what went to a thread of its own, which nothing here should
    private const int MostSteps = 900; // far more than the longest wait, silence or hold

    private readonly QueueScheduler _scheduler = new();
    private readonly ErrorLog _errors = new();
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _serve;

    /// <param name="configure">Sets options differently.</param>
    /// <param name="map">Maps more addresses.</param>
    public Site(Action<BridgeOptions>? configure = null, Action<IEndpointRouteBuilder>? map = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostApplicationLifetime, StillLifetime>();
        services.AddLogging(logging => logging.AddProvider(_errors).SetMinimumLevel(LogLevel.Error));
        services.AddSingleton(new DiagnosticListener("Bridge.Fuzz")).AddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());
        services.AddRouting();
        services.AddSingleton<TimeProvider>(_scheduler.Clock).AddSingleton<BridgeScheduler>(_scheduler).AddSingleton<IRandomSource>(new SeededRandom(1)); // so tokens and the epoch are always the same
        services.AddBridge(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        var app = new ApplicationBuilder(_services);
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapBridge();
            endpoints.MapBridgeChannel("/chat", "chat", options => options.Subprotocols = ["chat"]);
            endpoints.MapBridgeChannels("/live/{channel}");
            map?.Invoke(endpoints);
        });
        _serve = app.Build();
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            hosted.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>Serves the request to its end, however long that takes by the virtual clock.</summary>
    /// <exception cref="OracleException">It does not end, or something went wrong inside.</exception>
    public Answer Send(Request request)
    {
        var context = new FuzzContext(request, _services);
        var serving = _serve(context.Http);
        for (var steps = 0; !serving.IsCompleted;)
        {
            if (_scheduler.RunOne())
            {
                continue;
            }

            if (context.Wire is { IsStarving: true } wire && steps >= request.Patience)
            {
                wire.End();
                continue;
            }

            OracleException.Unless(steps++ < MostSteps || serving.Wait(LastLook), $"It has not ended after {MostSteps} s of virtual time.");
            _scheduler.Clock.Advance(Step);
        }

        serving.GetAwaiter().GetResult();
        OracleException.Unless(_errors.Lines.Count == 0, $"It was logged as an error: {_errors.Lines.FirstOrDefault()}");
        return context.Answer();
    }

    public void Dispose() => _services.Dispose();

    private static void Configure(BridgeOptions options)
    {
        options.Channels.Add("echo", rule => rule.Handle((submission, _) => ValueTask.FromResult(Messaging.Outcome.Reply(submission.Payload))));
        options.Channels.Add("quiet");
        options.Channels.Add("secret", rule => rule.Authorize(_ => false));
        foreach (var open in (string[])["news", "chat", "control", "a:*"])
        {
            options.Channels.Add(open, rule => rule.AcceptSubmissions());
        }

        options.Publishing.ApiKeys.Add(ApiKey);
        options.AllowedOrigins.Add("https://app.example");
        options.Sessions.MaxPayloadBytes = 4 << 10;
        options.Sessions.MaxJsonDepth = 12;
        options.LongPolling.MaxBodyBytes = 16 << 10;
        options.Publishing.MaxBatchBytes = 16 << 10;
        options.Sessions.Hold = TimeSpan.FromSeconds(2);
        options.Sessions.MaxSubscriptions = 20;
        options.WebSockets.MaxFragments = 16;
    }
}
