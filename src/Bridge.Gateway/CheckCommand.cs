using Bridge.Migration;
using Bridge.PollShapes;

namespace Bridge.Gateway;

/// <summary>Says everything that is wrong with the configuration, and what will be served when nothing is.</summary>
internal static class CheckCommand
{
    public static int Run(GatewayArguments arguments)
    {
        var (root, shapes, settings, _) = GatewayConfiguration.ReadSound(arguments);
        var stages = new BridgeStages().Add(root.GetSection("Stages"));
        Console.WriteLine(settings.Backend is { } backend ? $"Passed through to {backend}" : "No backend: what nothing is configured for is 404.");
        foreach (var (pattern, acceptsSubmissions) in settings.Channels.Rules)
        {
            Console.WriteLine($"{pattern}: everybody reads{(acceptsSubmissions ? " and submits" : "")}; {(settings.Channels.Publishers is { Count: > 0 } some ? string.Join(", ", some.Keys) : "nobody")} may publish.");
        }

        foreach (var shape in shapes)
        {
            var guarantee = Guarantee.Of(shape);
            var stage = stages.Rules.GetValueOrDefault(shape.Name, StageRule.Default).Settings;
            Console.WriteLine($"{shape.Name}: {string.Join(", ", shape.Match.Methods)} {shape.Match.Path} feeds channel {shape.Channel}. Stage: {stage}.");
            Console.WriteLine($"  {guarantee.Sentence}");
            string[] page = InterceptPlan.Fault(shape) is { } why ? [$"its polls can't be answered inside pages: {why}. At the stage intercept they are answered by the gateway."] : [];
            foreach (var note in guarantee.TapRefusals.Concat(guarantee.Warnings).Concat(page))
            {
                Console.WriteLine($"  Note: {note}");
            }
        }

        Console.WriteLine("OK");
        return 0;
    }
}
