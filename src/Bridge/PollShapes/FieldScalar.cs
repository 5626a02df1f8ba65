using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>A value that is one text.</summary>
internal abstract class FieldScalar<T> : FieldForm<T>
{
    /// <inheritdoc/>
    public override bool TryRead(ShapeNode node, OptionFaults faults, out T value)
    {
        value = default!;
        if (node.Children.Count > 0 || !TryParse(node.Text ?? "", out value))
        {
            Refuse(node, faults);
            return false;
        }

        return true;
    }

    /// <summary>Reads the text; false when it isn't allowed.</summary>
    public abstract bool TryParse(string text, out T value);

    /// <inheritdoc/>
    public override void Check(T value, string path, OptionFaults faults)
    {
        if (!IsAllowed(value))
        {
            faults.Add(path, $"'{value}' was found, expected {Expects}.");
        }
    }

    /// <summary>Whether the value is within what is allowed.</summary>
    protected abstract bool IsAllowed(T value);
}
