using System.Globalization;
using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>A list of values.</summary>
internal sealed class FieldList<T>(FieldForm<T> each) : FieldForm<IReadOnlyList<T>>
{
    /// <summary>How many elements a list may have.</summary>
    public const int MaxCount = 100;

    /// <inheritdoc/>
    public override string Expects => "a list";

    /// <inheritdoc/>
    public override FieldForm Each => each;

    /// <inheritdoc/>
    public override bool TryRead(ShapeNode node, OptionFaults faults, out IReadOnlyList<T> value)
    {
        var elements = new List<T>();
        value = elements;
        if (!string.IsNullOrEmpty(node.Text) || !node.IsList || node.Children.Count > MaxCount)
        {
            Refuse(node, faults);
            return false;
        }

        foreach (var child in node.Children)
        {
            if (each.TryRead(child, faults, out var element))
            {
                elements.Add(element);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<T> value, string path, OptionFaults faults)
    {
        for (var at = 0; at < value.Count; at++)
        {
            each.Check(value[at], string.Create(CultureInfo.InvariantCulture, $"{path}:{at}"), faults);
        }
    }
}
