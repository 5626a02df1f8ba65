namespace Bridge.Gateway;

/// <summary>Serves until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(GatewayArguments arguments)
    {
        var (configuration, shapes, settings, _) = GatewayConfiguration.ReadSound(arguments);
        await using var app = GatewayHost.Build(settings, shapes, configuration);
        await app.StartAsync();
        Console.WriteLine($"""
            Backend   {settings.Backend?.ToString() ?? "none"}
            Gateway   {app.Urls.First()}
            Status    {(shapes.Any() && settings.Status is not null ? app.Urls.Last() : "off")}
            Stages    {(shapes.Any() && settings.Status is not null ? app.Urls.Last() + "/migration" : "off")}
            Ctrl+C stops.
            READY {app.Urls.First()}
            """);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
