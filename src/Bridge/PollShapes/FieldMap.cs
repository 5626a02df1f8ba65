using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Names of headers and texts.</summary>
internal sealed class FieldMap : FieldForm<IReadOnlyDictionary<string, string>>
{
    /// <summary>The only one.</summary>
    public static readonly FieldMap Instance = new();

    /// <inheritdoc/>
    public override string Expects => "names of headers with their values";

    /// <inheritdoc/>
    public override bool TryRead(ShapeNode node, OptionFaults faults, out IReadOnlyDictionary<string, string> value)
    {
        var map = new Dictionary<string, string>();
        value = map;
        if (!string.IsNullOrEmpty(node.Text))
        {
            Refuse(node, faults);
            return false;
        }

        foreach (var child in node.Children)
        {
            if (!FieldText.Token.TryParse(child.Key, out _))
            {
                faults.Add(child.Path, $"'{child.Key}' is no name of a header.");
            }
            else if (FieldText.Any.TryRead(child, faults, out var text) && !map.TryAdd(child.Key, text))
            {
                faults.Add(child.Path, "is given twice.");
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyDictionary<string, string> value, string path, OptionFaults faults)
    {
        foreach (var name in value.Keys.Where(name => !FieldText.Token.TryParse(name, out _)))
        {
            faults.Add($"{path}:{name}", $"'{name}' is no name of a header.");
        }
    }
}
