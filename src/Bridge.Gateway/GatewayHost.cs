using System.Net;
using System.Text;
using Bridge.Forwarding;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Gateway;

/// <summary>Makes the server that the settings describe.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(GatewaySettings settings, IConfiguration configuration)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Bridge", LogLevel.Information).AddConfiguration(configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false; // the backend names itself
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1; // any byte passes
            foreach (var address in new[] { settings.Listen, settings.Status }.OfType<Uri>())
            {
                kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
            }
        });
        Add(builder.Services, settings, configuration);
        var app = builder.Build();
        if (settings.Status is { } status)
        {
            app.MapWhen(context => context.Connection.LocalPort == status.Port, page => page.UseRouting().UseEndpoints(endpoints => endpoints.MapBridgeStatus("/")));
        }

        foreach (var (path, folder) in settings.Files)
        {
            app.UseFileServer(new FileServerOptions { RequestPath = path, FileProvider = new PhysicalFileProvider(folder) });
        }

        Map(app, settings);
        return app;
    }

    private static void Add(IServiceCollection services, GatewaySettings settings, IConfiguration configuration)
    {
        var bridge = services.AddBridge(options =>
        {
            options.Shapes.Add(configuration.GetSection("Shapes"));
            options.Upstream.Backend = settings.Backend;
            foreach (var origin in settings.Origins)
            {
                options.AllowedOrigins.Add(origin);
            }

            if (!options.Shapes.Any())
            {
                options.Channels.Add("~none"); // nothing is bridged yet: all passes through
            }
        });
        if (settings.Store.SqlitePath is { } path)
        {
            bridge.AddSqliteStore(path);
        }
    }

    private static void Map(WebApplication app, GatewaySettings settings)
    {
        app.UseRouting();
        app.MapBridge(settings.Path);
        if (settings.Backend is null)
        {
            return;
        }

        var pass = app.ForwardTo(settings.Backend, options =>
        {
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
