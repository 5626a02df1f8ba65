using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>How a kind of value is written in a shape, what is allowed, and so what a schema says of it.</summary>
internal abstract class FieldForm
{
    /// <summary>What is allowed, as it ends the sentence "expected …".</summary>
    public abstract string Expects { get; }

    /// <summary>The texts that are allowed; empty: not a choice.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>The members that the choices stand for, in the same order.</summary>
    public virtual IReadOnlyList<Enum> Members => [];

    /// <summary>What a list's elements are; null: not a list.</summary>
    public virtual FieldForm? Each => null;

    /// <summary>A group's fields; null: not a group.</summary>
    public virtual IReadOnlyList<Field>? Fields => null;
}

/// <summary>How values of a type are written.</summary>
internal abstract class FieldForm<T> : FieldForm
{
    /// <summary>Reads the value and checks it; says what is wrong and is false when there is none.</summary>
    public abstract bool TryRead(ShapeNode node, OptionFaults faults, out T value);

    /// <summary>Checks a value, however it was made.</summary>
    public abstract void Check(T value, string path, OptionFaults faults);

    /// <summary>Says that something else was expected.</summary>
    protected void Refuse(ShapeNode node, OptionFaults faults) =>
        faults.Add(node.Path, $"{(node.Children.Count > 0 ? node.IsList ? "a list" : "a group of fields" : $"'{node.Text}'")} was found, expected {Expects}.");
}
