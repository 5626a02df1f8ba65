using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>One field of a group.</summary>
/// <param name="name">What it is called in configuration.</param>
/// <param name="property">The property that it sets.</param>
/// <param name="isRequired">Whether it must be there.</param>
internal abstract class Field(string name, string property, bool isRequired)
{
    /// <summary>What it is called in configuration.</summary>
    public string Name => name;

    /// <summary>The property that it sets.</summary>
    public string Property => property;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired => isRequired;

    /// <summary>How its value is written.</summary>
    public abstract FieldForm Form { get; }
}

/// <summary>One field of a group of that type.</summary>
internal abstract class Field<T>(string name, string property, bool isRequired) : Field(name, property, isRequired)
{
    /// <summary>The target with the field that was read.</summary>
    public abstract T Read(T target, ShapeNode node, OptionFaults faults);

    /// <summary>Checks the target's field; one with its default is left alone.</summary>
    public abstract void Check(T target, T defaults, string path, OptionFaults faults);
}

/// <summary>One field of that type.</summary>
internal sealed class Field<T, TValue>(string name, string property, bool isRequired, FieldForm<TValue> form, Func<T, TValue?> get, Func<T, TValue, T> set)
    : Field<T>(name, property, isRequired)
{
    /// <inheritdoc/>
    public override FieldForm Form => form;

    /// <inheritdoc/>
    public override T Read(T target, ShapeNode node, OptionFaults faults) => form.TryRead(node, faults, out var value) ? set(target, value) : target;

    /// <inheritdoc/>
    public override void Check(T target, T defaults, string path, OptionFaults faults)
    {
        var value = get(target);
        var isDefault = EqualityComparer<TValue?>.Default.Equals(value, get(defaults));
        if (IsRequired && isDefault)
        {
            faults.Add($"{path}:{Name}", $"is missing; expected {form.Expects}.");
        }
        else if (!isDefault)
        {
            form.Check(value!, $"{path}:{Name}", faults);
        }
    }
}
