using System.Net;
using System.Text;
using Bridge.Forwarding;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Gateway;

/// <summary>Makes the server that the settings describe.</summary>
internal static class GatewayHost
{
    private const string OperatorMark = "operators";

    public static WebApplication Build(GatewaySettings settings, BridgeShapes shapes, IConfiguration configuration)
    {
        var isBridging = shapes.Any(); // without a shape there is no channel either: all passes through
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Bridge", LogLevel.Information).AddConfiguration(configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false; // the backend names itself
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1; // any byte passes
            kestrel.Listen(IPAddress.Parse(settings.Listen.Host.Trim('[', ']')), settings.Listen.Port);
            if (isBridging && settings.Status is { } status)
            {
                kestrel.Listen(IPAddress.Parse(status.Host.Trim('[', ']')), status.Port, listen => listen.Use(next => connection =>
                {
                    connection.Items[OperatorMark] = true;
                    return next(connection);
                }));
            }
        });
        if (isBridging)
        {
            AddBridge(builder.Services, settings, configuration);
        }

        var app = builder.Build();
        if (isBridging && settings.Status is not null)
        {
            app.MapWhen(IsOperator, operators => operators.UseRouting().UseEndpoints(endpoints =>
            {
                endpoints.MapBridgeStatus("/");
                endpoints.MapBridgeMigration("/migration");
            }));
        }

        foreach (var (path, folder) in settings.Files)
        {
            app.UseFileServer(new FileServerOptions { RequestPath = path, FileProvider = new PhysicalFileProvider(folder) });
        }

        Map(app, settings, isBridging);
        return app;
    }

    private static bool IsOperator(HttpContext context) => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(OperatorMark) == true;

    private static void AddBridge(IServiceCollection services, GatewaySettings settings, IConfiguration configuration)
    {
        var bridge = services.AddBridge(options =>
        {
            options.Shapes.Add(configuration.GetSection("Shapes"));
            options.Stages.Add(configuration.GetSection("Stages"));
            options.Upstream.Backend = settings.Backend;
            options.Upstream.ScopeSecret = settings.Secret;
            options.Migration.Propose = ShapeProposer.Propose;
            options.Migration.Audit = settings.Audit ?? options.Migration.Audit;
            foreach (var (name, key) in settings.Keys)
            {
                options.Migration.Keys.Add(name, key);
            }

            foreach (var origin in settings.Origins)
            {
                options.AllowedOrigins.Add(origin);
            }
        });
        settings.Store.AddTo(bridge);
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
        if (isBridging)
        {
            app.MapPollShapes(pass);
        }
        else
        {
            app.Map("/{**path}", pass);
        }
    }
}
