using Bridge.Messaging;
using Bridge.Migration;
using Bridge.PollShapes;
using Microsoft.Extensions.Configuration;

namespace Bridge;

/// <summary>How far each legacy endpoint has moved when the application starts; what is switched at run time comes on top of it.</summary>
public sealed class BridgeStages
{
    private readonly Dictionary<string, StageRule> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StageRule> _made = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Fault)> _faults = [];

    /// <summary>What is said, by the shape's name. A shape of which nothing is said is at <see cref="Stage.Tap"/>.</summary>
    public IReadOnlyDictionary<string, StageRule> Rules => _rules;

    internal List<IConfigurationSection> Sections { get; } = [];

    /// <summary>Says how far an endpoint has moved.</summary>
    /// <param name="shape">The shape's name.</param>
    /// <param name="stage"><c>observe</c>, <c>tap</c>, <c>shadow</c>, <c>answer 25%</c>, <c>intercept 25%</c>, <c>native</c>, <c>retired 2027-01-31</c>.</param>
    public BridgeStages Add(string shape, string stage)
    {
        Read("Stages:" + shape, shape, stage, [], []);
        if (_rules.TryGetValue(shape, out var rule))
        {
            _made[shape] = rule;
        }

        return this;
    }

    /// <summary>Says it of every child of a section: <c>"board": "intercept 25%"</c>, or <c>"board": {"Stage": "intercept 25%", "Allow": ["ann"], "Deny": ["bob"]}</c>. When the configuration is read again while the host runs, so are they.</summary>
    public BridgeStages Add(IConfigurationSection section)
    {
        Sections.Add(section);
        foreach (var child in section.GetChildren())
        {
            foreach (var field in child.GetChildren().Where(field => field.Key.ToUpperInvariant() is not ("STAGE" or "ALLOW" or "DENY")))
            {
                _faults.Add((field.Path, "is not known; here may stand Stage, Allow, Deny."));
            }

            Read(child.Path, child.Key, child.Value ?? child["Stage"] ?? "tap", List(child, "Allow"), List(child, "Deny"));
        }

        return this;
    }

    /// <summary>The same with what stands in the configuration now.</summary>
    internal BridgeStages Reread()
    {
        var stages = new BridgeStages();
        foreach (var (shape, rule) in _made)
        {
            stages._rules[shape] = stages._made[shape] = rule;
        }

        Sections.ForEach(section => stages.Add(section));
        return stages;
    }

    internal void Check(OptionFaults faults, IReadOnlyList<PollShape> shapes)
    {
        foreach (var (path, fault) in _faults)
        {
            faults.Add(path, fault);
        }

        List<string> known = [.. shapes.Select(shape => shape.Name)];
        foreach (var (name, rule) in _rules)
        {
            if (rule.Settings.Stage is Stage.Tap or Stage.Shadow && shapes.FirstOrDefault(shape => shape.Name == name) is { } shape && Guarantee.Of(shape).TapRefusals is [var why, ..])
            {
                faults.Add("Stages:" + name, $"can't be {rule.Settings}: {why}");
            }
        }

        foreach (var name in _rules.Keys.Except(known))
        {
            faults.Add("Stages:" + name, $"there is no shape '{name}'; {(known.Count > 0 ? $"there are {string.Join(", ", known)}" : "there is none under Shapes")}.");
        }
    }

    private void Read(string path, string shape, string stage, IReadOnlyList<string> allow, IReadOnlyList<string> deny)
    {
        if (StageSettings.TryParse(stage, out var settings, out var fault))
        {
            _rules[shape] = new StageRule { Settings = settings, Allow = allow, Deny = deny };
        }
        else
        {
            _faults.Add((path, fault));
        }
    }

    private static string[] List(IConfigurationSection section, string key) => [.. section.GetSection(key).GetChildren().Select(child => child.Value ?? "")];
}
