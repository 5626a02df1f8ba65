using System.Net;
using System.Text;
using Bridge.Forwarding;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Gateway;

/// <summary>Makes the server that the settings describe.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(GatewaySettings settings, BridgeShapes shapes, IConfiguration configuration)
    {
        var isBridging = shapes.Any(); // without a shape there is no channel either: all passes through
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Bridge", LogLevel.Information).AddConfiguration(configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false; // the backend names itself
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1; // any byte passes
            foreach (var address in new[] { settings.Listen, isBridging ? settings.Status : null }.OfType<Uri>())
            {
                kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
            }
        });
        if (isBridging)
        {
            AddBridge(builder.Services, settings, configuration);
        }

        var app = builder.Build();
        if (isBridging && settings.Status is { } status)
        {
            app.MapWhen(context => context.Connection.LocalPort == status.Port, page => page.UseRouting().UseEndpoints(endpoints => endpoints.MapBridgeStatus("/")));
        }

        foreach (var (path, folder) in settings.Files)
        {
            app.UseFileServer(new FileServerOptions { RequestPath = path, FileProvider = new PhysicalFileProvider(folder) });
        }

        Map(app, settings, isBridging);
        return app;
    }

    private static void AddBridge(IServiceCollection services, GatewaySettings settings, IConfiguration configuration)
    {
        var bridge = services.AddBridge(options =>
        {
            options.Shapes.Add(configuration.GetSection("Shapes"));
            options.Upstream.Backend = settings.Backend;
            foreach (var origin in settings.Origins)
            {
                options.AllowedOrigins.Add(origin);
            }
        });
        if (settings.Store.SqlitePath is { } path)
        {
            bridge.AddSqliteStore(path);
        }
    }

    private static void Map(WebApplication app, GatewaySettings settings, bool isBridging)
    {
        app.UseRouting();
        if (isBridging)
        {
            app.MapBridge(settings.Path);
        }

        if (settings.Backend is null)
        {
            return;
        }

        var pass = app.ForwardTo(settings.Backend, options =>
        {
            options.Inject = settings.Inject ? $"{settings.Path}/intercept.js" : null;
            foreach (var proxy in settings.Trusted)
            {
                options.KnownProxies.Add(proxy);
            }
        });
        foreach (var name in settings.Answer)
        {
            app.MapPollShape(name, pass);
        }

        app.Map("/{**path}", pass).Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
    }
}
