using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Gateway;

/// <summary>Says everything that is wrong with the configuration, and what will be served when nothing is.</summary>
internal static class CheckCommand
{
    public static int Run(GatewayArguments arguments)
    {
        var configuration = GatewayConfiguration.Load(arguments);
        var faults = new OptionFaults();
        var shapes = new BridgeShapes().Add(configuration.GetSection("Shapes"));
        var settings = GatewaySettings.Read(configuration, shapes, faults);
        if (faults.Found.Count > 0)
        {
            foreach (var fault in faults.Found)
            {
                Console.Error.WriteLine(fault);
            }

            return 2;
        }

        Console.WriteLine(settings.Backend is { } backend ? $"Passed through to {backend}" : "No backend: what nothing is configured for is 404.");
        foreach (var shape in shapes)
        {
            var guarantee = Guarantee.Of(shape);
            Console.WriteLine($"{shape.Name}: {string.Join(", ", shape.Match.Methods)} {shape.Match.Path} feeds channel {shape.Channel}. {(settings.Answer.Contains(shape.Name) ? "Old polls are answered." : "Old polls pass through.")}");
            Console.WriteLine($"  {guarantee.Sentence}");
            foreach (var warning in guarantee.TapRefusals.Concat(guarantee.Warnings))
            {
                Console.WriteLine($"  Note: {warning}");
            }
        }

        Console.WriteLine("OK");
        return 0;
    }
}
