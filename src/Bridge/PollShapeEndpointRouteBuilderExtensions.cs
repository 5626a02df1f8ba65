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
        var parts = endpoints.ServiceProvider.GetRequiredService<ShapeParts>();
        var shape = parts.Route(name)?.Shape ?? throw new ArgumentException($"There is no shape '{name}'; write AddBridge(o => o.Shapes.Add(…)).", nameof(name));
        return endpoints.MapMethods(RoutePattern(shape.Match.Path), shape.Match.Methods, ShapeParts.Through(pass, context => parts.ServeAsync(name, context)))
            .WithDisplayName($"Bridge answer {name}");
    }

    /// <summary>Serves the polls of every shape as far as its stage says (<see cref="BridgeOptions.Stages"/>); everything else passes through. Comes after all other endpoints.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pass">Where to pass through: <c>app.ForwardTo(backend)</c>.</param>
    public static IEndpointConventionBuilder MapPollShapes(this IEndpointRouteBuilder endpoints, RequestDelegate pass)
    {
        var mapped = endpoints.Map("/{**path}", endpoints.ServiceProvider.GetRequiredService<MigrationParts>().Gate(pass)).WithDisplayName("Bridge poll shapes");
        mapped.Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
        return mapped;
    }

    /// <summary>Routing only finds the candidates; the shape itself decides. So each variable is any segment.</summary>
    private static string RoutePattern(string path) => string.Join('/', path.Split('/').Select((segment, at) => segment.Contains('{') ? $"{{p{at}}}" : segment));
}
