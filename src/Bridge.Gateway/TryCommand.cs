using Bridge.Upstream;

namespace Bridge.Gateway;

/// <summary>Polls a live endpoint by a shape and says what comes: items, cursors, emptiness, resets, and what could not be understood. Nothing is kept or passed on.</summary>
internal static class TryCommand
{
    public static async Task<int> RunAsync(GatewayArguments arguments)
    {
        var (_, shapes, settings, _) = GatewayConfiguration.ReadSound(arguments);
        var address = settings.Backend ?? throw new FormatException("Gateway:Backend is missing: say which backend to poll.");
        var shape = shapes[arguments.Shape!] ?? throw new FormatException($"There is no shape '{arguments.Shape}'.");
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(arguments.Seconds));
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            over.Cancel();
        };
        using var backend = new HttpBackend(address, new UpstreamOptions(), TimeProvider.System);
        var trial = new ShapeTrial(shape, backend, arguments.Variables, Console.Out);
        return await trial.RunAsync(over.Token) ? 0 : 1;
    }
}
