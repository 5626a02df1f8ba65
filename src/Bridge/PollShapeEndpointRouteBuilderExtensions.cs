using Bridge.Diagnostics;
using Bridge.Forwarding;
using Bridge.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bridge;

/// <summary>Maps the polls of old clients, to be answered in their own format.</summary>
public static class PollShapeEndpointRouteBuilderExtensions
{
    /// <summary>Answers the polls of a shape from its channel, byte for byte as the backend would. What can't be answered so is passed through.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="name">A shape of <see cref="BridgeOptions.Shapes"/>.</param>
    /// <param name="pass">Where to pass through; null: 404, as an application without a backend says.</param>
    /// <exception cref="ArgumentException">There is no such shape.</exception>
    public static IEndpointConventionBuilder MapPollShape(this IEndpointRouteBuilder endpoints, string name, RequestDelegate? pass = null)
    {
        var services = endpoints.ServiceProvider;
        var options = services.GetRequiredService<BridgeOptions>();
        var shape = options.Shapes[name] ?? throw new ArgumentException($"There is no shape '{name}'; write AddBridge(o => o.Shapes.Add(…)).", nameof(name));
        var transport = services.GetRequiredService<ShapeParts>().Answer(
            shape, services.GetRequiredService<AnswerDesk>(), pass ?? NotFound, services.GetRequiredService<BridgeMeter>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var mapped = endpoints.MapMethods(RoutePattern(shape.Match.Path), shape.Match.Methods, transport.ServeAsync).WithDisplayName($"Bridge answer {name}");
        return mapped;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Routing only finds the candidates; the shape itself decides. So each variable is any segment.</summary>
    private static string RoutePattern(string path) => string.Join('/', path.Split('/').Select((segment, at) => segment.Contains('{') ? $"{{p{at}}}" : segment));
}
