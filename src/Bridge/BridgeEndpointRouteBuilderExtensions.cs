using Bridge.ClientShim;
using Bridge.Messaging;
using Bridge.Pages;
using Bridge.Sessions;
using Bridge.Transports;
using Bridge.Transports.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge;

/// <summary>Maps Bridge's addresses.</summary>
public static class BridgeEndpointRouteBuilderExtensions
{
    /// <summary>Maps the session transports, the plain HTTP interface, the shim's files, and <c>/ready</c> for load balancers: 200, or 503 from the moment at which the host is told to end.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, like <c>/bridge</c>.</param>
    /// <returns>The conventions of all of them: <c>RequireAuthorization</c>, <c>RequireRateLimiting</c>, <c>RequireHost</c> and the like compose from outside.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have faults; the message names all of them.</exception>
    public static IEndpointConventionBuilder MapBridge(this IEndpointRouteBuilder endpoints, string path = "/bridge")
    {
        var parts = endpoints.ServiceProvider.GetRequiredService<EndpointParts>();
        var group = endpoints.MapGroup(path);
        group.Map("/ws", WithWebSockets(endpoints, parts.Sockets, parts.Socket())).WithDisplayName("Bridge WebSocket");
        group.MapAny(parts, "/poll", parts.Poll()).WithDisplayName("Bridge poll");
        group.MapAny(parts, "/send", parts.Send()).WithDisplayName("Bridge send");
        group.MapAny(parts, "/ticket", parts.Ticket()).WithDisplayName("Bridge ticket");

        const string messages = "/channels/{channel}/messages";
        group.MapMethods(messages, [HttpMethods.Get], parts.ChannelPoll().ServeAsync).WithDisplayName("Bridge channel poll");
        group.MapMethods(messages, [HttpMethods.Post], parts.Publish().ServeAsync).WithDisplayName("Bridge publish");
        group.MapPreflight(parts, messages);
        foreach (var file in (string[])[ShimFiles.Module, ShimFiles.Script, ShimFiles.Declarations])
        {
            group.MapMethods("/" + file, [HttpMethods.Get, HttpMethods.Head], new ShimPage(file).ServeAsync).WithDisplayName("Bridge shim");
        }

        group.MapMethods("/" + ShimFiles.Intercept, [HttpMethods.Get, HttpMethods.Head], new InterceptPage(endpoints.ServiceProvider.GetRequiredService<MigrationParts>().Plan).ServeAsync)
            .WithDisplayName("Bridge interception script");
        group.MapMethods("/ready", [HttpMethods.Get, HttpMethods.Head], new ReadyPage(endpoints.ServiceProvider.GetRequiredService<Drain>()).ServeAsync).WithDisplayName("Bridge readiness");
        group.MapMethods("/live", [HttpMethods.Get, HttpMethods.Head], LivePage.ServeAsync).WithDisplayName("Bridge liveness");
        return group;
    }

    /// <summary>Maps a WebSocket address of the application's own to one channel: one message, one frame, both ways, for any client.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, like <c>/chat</c>.</param>
    /// <param name="channel">A declared channel.</param>
    /// <param name="configure">Subprotocols.</param>
    public static IEndpointConventionBuilder MapBridgeChannel(
        this IEndpointRouteBuilder endpoints, string path, ChannelName channel, Action<BridgeChannelOptions>? configure = null) =>
        endpoints.MapChannelSocket(path, channel, configure);

    /// <summary>Maps WebSocket addresses of the application's own, one per channel.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, with a parameter named <c>channel</c>, like <c>/live/{channel}</c>.</param>
    /// <param name="configure">Subprotocols.</param>
    public static IEndpointConventionBuilder MapBridgeChannels(
        this IEndpointRouteBuilder endpoints, string path, Action<BridgeChannelOptions>? configure = null) =>
        endpoints.MapChannelSocket(path, null, configure);

    /// <summary>Maps the page that shows how each legacy endpoint is polled. Show it to operators only: it tells addresses, cursors and faults.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, like <c>/bridge/status</c>.</param>
    public static IEndpointConventionBuilder MapBridgeStatus(this IEndpointRouteBuilder endpoints, string path)
    {
        var page = new StatusPage(endpoints.ServiceProvider.GetRequiredService<ShapeParts>().Upstream, endpoints.ServiceProvider.GetRequiredService<TimeProvider>());
        return endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], page.ServeAsync).WithDisplayName("Bridge status");
    }

    private static IEndpointConventionBuilder MapChannelSocket(
        this IEndpointRouteBuilder endpoints, string path, ChannelName? channel, Action<BridgeChannelOptions>? configure)
    {
        var options = new BridgeChannelOptions();
        configure?.Invoke(options);
        var parts = endpoints.ServiceProvider.GetRequiredService<EndpointParts>();
        return endpoints.Map(path, WithWebSockets(endpoints, parts.Sockets, parts.ChannelSocket(channel, options))).WithDisplayName($"Bridge channel {path}");
    }

    /// <summary>Any method: what is not POST is told so, in our words.</summary>
    private static IEndpointConventionBuilder MapAny(this IEndpointRouteBuilder group, EndpointParts parts, string path, ITransport transport)
    {
        group.MapPreflight(parts, path);
        return group.Map(path, transport.ServeAsync);
    }

    /// <summary>A browser asks before it sends what another origin's page may not send unasked; it asks without credentials, so authorization must let it through.</summary>
    private static void MapPreflight(this IEndpointRouteBuilder group, EndpointParts parts, string path) =>
        group.MapMethods(path, [HttpMethods.Options], parts.Origins.PreflightAsync).AllowAnonymous().WithDisplayName("Bridge preflight");

    /// <summary>Map, not MapGet: over HTTP/2 a WebSocket comes as CONNECT.</summary>
    private static RequestDelegate WithWebSockets(IEndpointRouteBuilder endpoints, SocketLimits limits, ITransport transport)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(next => context =>
        {
            limits.Watch(context);
            return next(context);
        });
        pipeline.UseWebSockets();
        pipeline.Run(transport.ServeAsync);
        return pipeline.Build();
    }
}
