using Bridge.Messaging;

namespace Bridge.Gateway;

/// <summary>The configuration as it was read: the file, then the environment (<c>BRIDGE_Gateway__Backend</c>), then the command line; the last one counts.</summary>
/// <param name="Root">All of it.</param>
/// <param name="Shapes">The shapes in it.</param>
/// <param name="Settings">The gateway's own part.</param>
/// <param name="Faults">Everything that is wrong, each with its path.</param>
internal sealed record GatewayConfiguration(IConfigurationRoot Root, BridgeShapes Shapes, GatewaySettings Settings, IReadOnlyList<string> Faults)
{
    private const string DefaultFile = "appsettings.json";

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">The file isn't there, or is no JSON; the message says what and where.</exception>
    public static GatewayConfiguration Read(GatewayArguments arguments)
    {
        var file = Path.GetFullPath(arguments.Config ?? DefaultFile);
        if (arguments.Config is not null && !File.Exists(file))
        {
            throw new FormatException($"There is no configuration file '{arguments.Config}'.");
        }

        var root = Load(file, arguments);
        var faults = new OptionFaults();
        var shapes = new BridgeShapes().Add(root.GetSection("Shapes"));
        return new GatewayConfiguration(root, shapes, GatewaySettings.Read(root, shapes, Path.GetDirectoryName(file)!, faults), faults.Found);
    }

    /// <summary>The configuration, when nothing is wrong with it.</summary>
    /// <exception cref="FormatException">Something is; the message names all of it.</exception>
    public static GatewayConfiguration ReadSound(GatewayArguments arguments) =>
        Read(arguments) is { Faults: [] } sound ? sound : throw new FormatException(string.Join(Environment.NewLine, Read(arguments).Faults));

    private static IConfigurationRoot Load(string file, GatewayArguments arguments)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file, optional: true, reloadOnChange: true).AddEnvironmentVariables("BRIDGE_").AddInMemoryCollection(arguments.Settings.GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last())).Build();
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException($"{file}: {broken.InnerException?.Message ?? broken.Message}", broken);
        }
    }
}
