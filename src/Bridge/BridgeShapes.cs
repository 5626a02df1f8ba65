using System.Collections;
using System.Text;
using Bridge.Messaging;
using Bridge.PollShapes;
using Microsoft.Extensions.Configuration;

namespace Bridge;

/// <summary>The poll shapes that are known, each by its name. What is wrong with them is told when the application starts, each fault with its path.</summary>
public sealed class BridgeShapes : IEnumerable<PollShape>
{
    private readonly Dictionary<string, PollShape> _shapes = new(StringComparer.Ordinal);
    private readonly List<PollShape> _made = [];
    private readonly List<(string Name, string Json)> _written = [];
    private readonly List<IConfigurationSection> _sections = [];
    private readonly OptionFaults _faults = new();

    /// <summary>The shape of that name; null: there is none.</summary>
    public PollShape? this[string name] => _shapes.GetValueOrDefault(name);

    /// <summary>Adds a shape made in code; its <see cref="PollShape.Name"/> is its name.</summary>
    public BridgeShapes Add(PollShape shape)
    {
        var path = "Shapes:" + shape.Name;
        if (shape.Name.Length == 0 || !_shapes.TryAdd(shape.Name, shape))
        {
            _faults.Add(path, shape.Name.Length == 0 ? "a shape needs a name." : "is there twice.");
            return this;
        }

        _made.Add(shape);
        ShapeCheck.Check(shape, path, _faults);
        return this;
    }

    /// <summary>Adds a shape written as JSON (docs/poll-shapes.md).</summary>
    public BridgeShapes Add(string name, string json)
    {
        _written.Add((name, json));
        return AddRead(PollShapeReader.Read("Shapes:" + name, Encoding.UTF8.GetBytes(json), _faults));
    }

    /// <summary>Adds every shape of a section, like <c>configuration.GetSection("Shapes")</c>: its children's names are theirs. When the configuration is read again while the host runs, so are they.</summary>
    public BridgeShapes Add(IConfigurationSection section)
    {
        _sections.Add(section);
        foreach (var child in section.GetChildren())
        {
            AddRead(PollShapeReader.Read(Node(child), _faults));
        }

        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<PollShape> GetEnumerator() => _shapes.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Where shapes were read from.</summary>
    internal IReadOnlyList<IConfigurationSection> Sections => _sections;

    /// <summary>The same with what stands in the configuration now.</summary>
    internal BridgeShapes Reread()
    {
        var shapes = new BridgeShapes();
        _made.ForEach(shape => shapes.Add(shape));
        _written.ForEach(shape => shapes.Add(shape.Name, shape.Json));
        _sections.ForEach(section => shapes.Add(section));
        return shapes;
    }

    internal void Check(OptionFaults faults)
    {
        foreach (var fault in _faults.Found)
        {
            var colon = fault.IndexOf(": ", StringComparison.Ordinal);
            faults.Add(fault[..colon], fault[(colon + 2)..]);
        }
    }

    private BridgeShapes AddRead(PollShape shape)
    {
        if (!_shapes.TryAdd(shape.Name, shape))
        {
            _faults.Add("Shapes:" + shape.Name, "is there twice.");
        }

        return this;
    }

    private static ShapeNode Node(IConfigurationSection section)
    {
        ShapeNode[] children = [.. section.GetChildren().OrderBy(child => child, ConfigurationOrder.Instance).Select(Node)];
        return new ShapeNode(section.Path, children.Length > 0 ? null : section.Value, children);
    }

    /// <summary>Lists in the order of their numbers.</summary>
    private sealed class ConfigurationOrder : IComparer<IConfigurationSection>
    {
        public static readonly ConfigurationOrder Instance = new();

        public int Compare(IConfigurationSection? one, IConfigurationSection? other) => ConfigurationKeyComparer.Instance.Compare(one!.Key, other!.Key);
    }
}
