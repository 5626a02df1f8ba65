using Bridge.Messaging;

namespace Bridge.Gateway;

/// <summary>Serves until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(GatewayArguments arguments)
    {
        var faults = new OptionFaults();
        var configuration = GatewayConfiguration.Load(arguments);
        var settings = GatewaySettings.Read(configuration, new BridgeShapes().Add(configuration.GetSection("Shapes")), faults);
        if (faults.Found.Count > 0)
        {
            throw new FormatException(string.Join(Environment.NewLine, faults.Found));
        }

        await using var app = GatewayHost.Build(settings, configuration);
        await app.StartAsync();
        Console.WriteLine($"""
            Backend   {settings.Backend?.ToString() ?? "none"}
            Gateway   {app.Urls.First()}
            Status    {settings.Status?.ToString() ?? "off"}
            Ctrl+C stops.
            READY {app.Urls.First()}
            """);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
