using Bridge.Migration;
using Bridge.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge;

/// <summary>Maps what old pages are moved with.</summary>
public static class MigrationEndpointRouteBuilderExtensions
{
    /// <summary>Maps the page and the API with which stages are looked at and switched. Whoever has a key of <see cref="MigrationOptions.Keys"/> may, or with <c>RequireAuthorization</c> whoever that lets in.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, like <c>/bridge/migration</c>.</param>
    public static IEndpointConventionBuilder MapBridgeMigration(this IEndpointRouteBuilder endpoints, string path = "/bridge/migration")
    {
        var parts = endpoints.ServiceProvider.GetRequiredService<MigrationParts>();
        var keys = new MigrationKeys(endpoints.ServiceProvider.GetRequiredService<BridgeOptions>().Migration);
        var api = new MigrationApi(parts.Desk, keys);
        var group = endpoints.MapGroup(path);
        group.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], new MigrationPage(parts.Desk, keys).ServeAsync).WithDisplayName("Bridge migration page");
        group.MapMethods("/report", [HttpMethods.Get], api.ReportAsync).WithDisplayName("Bridge migration report");
        group.MapMethods("/stages/{shape}", [HttpMethods.Put, HttpMethods.Delete], api.SwitchAsync).WithDisplayName("Bridge migration switch");
        group.MapMethods("/stop", [HttpMethods.Post], api.StopAsync).WithDisplayName("Bridge migration stop");
        return group;
    }
}
