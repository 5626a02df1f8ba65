using Bridge.PollShapes;

namespace Bridge.Gateway;

/// <summary>Says everything that is wrong with the configuration, and what will be served when nothing is.</summary>
internal static class CheckCommand
{
    public static int Run(GatewayArguments arguments)
    {
        var (_, shapes, settings, _) = GatewayConfiguration.ReadSound(arguments);
        Console.WriteLine(settings.Backend is { } backend ? $"Passed through to {backend}" : "No backend: what nothing is configured for is 404.");
        foreach (var shape in shapes)
        {
            var guarantee = Guarantee.Of(shape);
            var answers = settings.Answer.Contains(shape.Name) ? "Old polls are answered." : "Old polls pass through.";
            Console.WriteLine($"{shape.Name}: {string.Join(", ", shape.Match.Methods)} {shape.Match.Path} feeds channel {shape.Channel}. {answers}");
            Console.WriteLine($"  {guarantee.Sentence}");
            foreach (var note in guarantee.TapRefusals.Concat(guarantee.Warnings))
            {
                Console.WriteLine($"  Note: {note}");
            }
        }

        Console.WriteLine("OK");
        return 0;
    }
}
