namespace Bridge.Gateway;

/// <summary>Serves until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(GatewayArguments arguments)
    {
        var (configuration, shapes, settings, _) = GatewayConfiguration.ReadSound(arguments);
        var status = GatewayHost.IsBridging(settings, shapes) && settings.Status is not null;
        await using var app = GatewayHost.Build(settings, shapes, configuration);
        await app.StartAsync();
        Console.WriteLine($"""
            Backend   {settings.Backend?.ToString() ?? "none"}
            Gateway   {app.Urls.First()}
            Status    {(status ? app.Urls.Last() : "off")}
            Stages    {(status ? app.Urls.Last() + "/migration" : "off")}
            Ctrl+C stops.
            READY {app.Urls.First()}
            """);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
