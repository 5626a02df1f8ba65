using System.Net;
using System.Text;
using Bridge.Forwarding;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Gateway;

/// <summary>Makes the server that the settings describe.</summary>
internal static class GatewayHost
{
    private const string OperatorMark = "operators";

    /// <summary>Whether there is anything but what passes through.</summary>
    public static bool IsBridging(GatewaySettings settings, BridgeShapes shapes) => shapes.Any() || !settings.Channels.IsEmpty;

    public static WebApplication Build(GatewaySettings settings, BridgeShapes shapes, IConfiguration configuration)
    {
        var isBridging = IsBridging(settings, shapes);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Bridge", LogLevel.Information).AddConfiguration(configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false; // the backend names itself
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15); // a head that trickles holds a place that the backend's users need
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
        builder.Logging.AddOneLineConsole(configuration);
        if (settings.Telemetry is { } telemetry)
        {
            builder.Services.AddHostedService(_ => new TelemetryExport(telemetry));
        }

        if (isBridging)
        {
            AddBridge(builder.Services, settings, configuration);
        }

        var app = builder.Build();
        app.Use(FramedTwice.RefuseAsync);
        if (isBridging && settings.Status is not null)
        {
            app.MapWhen(IsOperator, operators => operators.UseRouting().UseEndpoints(endpoints =>
            {
                endpoints.MapBridgeStatus("/");
                endpoints.MapBridgeMigration("/migration");
                endpoints.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthText.WriteAsync });
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
            settings.Channels.AddTo(options);
            foreach (var (name, key) in settings.Keys)
            {
                options.Migration.Keys.Add(name, key);
            }

            foreach (var proxy in settings.Trusted)
            {
                AddProxy(options.Limits.KnownProxies, proxy);
            }

            foreach (var origin in settings.Origins)
            {
                options.AllowedOrigins.Add(origin);
            }
        });
        settings.Store.AddTo(bridge);
        services.AddHealthChecks();
    }

    /// <summary>What is neither an address nor a network is told when the forwarding begins.</summary>
    private static void AddProxy(IList<System.Net.IPNetwork> known, string entry)
    {
        if (IPAddress.TryParse(entry, out var address))
        {
            known.Add(new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8));
        }
        else if (System.Net.IPNetwork.TryParse(entry, out var network))
        {
            known.Add(network);
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
