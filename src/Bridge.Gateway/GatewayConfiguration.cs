using Microsoft.Extensions.Configuration;

namespace Bridge.Gateway;

/// <summary>Where settings come from: the file, then the environment (<c>BRIDGE_Gateway__Backend</c>), then the command line; the last one counts.</summary>
internal static class GatewayConfiguration
{
    public const string DefaultFile = "appsettings.json";

    /// <exception cref="FormatException">The file isn't there, or is no JSON; the message says what and where.</exception>
    public static IConfigurationRoot Load(GatewayArguments arguments)
    {
        var file = Path.GetFullPath(arguments.Config ?? DefaultFile);
        if (arguments.Config is not null && !File.Exists(file))
        {
            throw new FormatException($"There is no configuration file '{arguments.Config}'.");
        }

        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: true, reloadOnChange: true)
                .AddEnvironmentVariables("BRIDGE_")
                .AddInMemoryCollection(arguments.Settings)
                .Build();
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException($"{file}: {broken.InnerException?.Message ?? broken.Message}", broken);
        }
    }
}
