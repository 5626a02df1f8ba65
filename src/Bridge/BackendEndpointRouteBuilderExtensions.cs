using Bridge.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Maps what is passed on to a backend. It needs no <c>AddBridge</c>.</summary>
public static class BackendEndpointRouteBuilderExtensions
{
    /// <summary>Passes everything that no other route matches on to a backend: requests of every method, WebSockets, other upgrades.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="address">The backend, like <c>http://127.0.0.1:8080</c>; a path in it is put before every request's.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <exception cref="OptionsValidationException">The address or the options have faults; the message names all of them.</exception>
    public static IEndpointConventionBuilder MapBackend(this IEndpointRouteBuilder endpoints, Uri address, Action<ForwardingOptions>? configure = null)
    {
        var mapped = endpoints.MapBackend("/{**path}", address, configure);
        mapped.Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
        return mapped;
    }

    /// <summary>Passes what a route pattern matches on to a backend, the target unchanged.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">A route pattern, like <c>/api/{**rest}</c>.</param>
    /// <param name="address">The backend.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <exception cref="OptionsValidationException">The address or the options have faults; the message names all of them.</exception>
    public static IEndpointConventionBuilder MapBackend(this IEndpointRouteBuilder endpoints, string pattern, Uri address, Action<ForwardingOptions>? configure = null)
    {
        return endpoints.Map(pattern, endpoints.ForwardTo(address, configure)).WithDisplayName($"Bridge backend {pattern}");
    }

    /// <summary>What passes a request on to a backend, for <see cref="PollShapeEndpointRouteBuilderExtensions.MapPollShape"/> and endpoints of the application's own.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="address">The backend.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <exception cref="OptionsValidationException">The address or the options have faults; the message names all of them.</exception>
    public static RequestDelegate ForwardTo(this IEndpointRouteBuilder endpoints, Uri address, Action<ForwardingOptions>? configure = null)
    {
        var options = new ForwardingOptions();
        configure?.Invoke(options);
        ForwardingFaults.ThrowIfAny(address, options);
        var services = endpoints.ServiceProvider;
        var kestrel = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        var forwarder = new Forwarder(
            address, options, new HeaderEncodings(kestrel.RequestHeaderEncodingSelector, kestrel.ResponseHeaderEncodingSelector),
            services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<Forwarder>>());
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(forwarder.Dispose);
        return forwarder.ForwardAsync;
    }
}
