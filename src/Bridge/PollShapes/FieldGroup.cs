using System.Runtime.CompilerServices;
using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>A group of fields: a record.</summary>
/// <param name="name">What it is called in a schema.</param>
internal sealed class FieldGroup<T>(string name) : FieldForm<T>, IFieldGroup
    where T : class, new()
{
    private static readonly T Defaults = new();

    private readonly List<Field<T>> _fields = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public override string Expects => $"a group with {Names}";

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields => _fields;

    private string Names => string.Join(", ", _fields.Select(known => known.Name));

    /// <summary>Adds a field. It is called like its property, with a small letter.</summary>
    /// <param name="get">Reads the property and does nothing else: its text names the property.</param>
    /// <param name="set">The group with the value.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    /// <param name="name">What it is called where that isn't the property.</param>
    /// <param name="getText">The text of <paramref name="get"/>.</param>
    public FieldGroup<T> With<TValue>(
        Func<T, TValue?> get, Func<T, TValue, T> set, FieldForm<TValue> form, bool isRequired = false, string? name = null,
        [CallerArgumentExpression(nameof(get))] string getText = "")
    {
        var property = getText[(getText.LastIndexOf('.') + 1)..];
        _fields.Add(new Field<T, TValue>(name ?? char.ToLowerInvariant(property[0]) + property[1..], property, isRequired, form, get, set));
        return this;
    }

    /// <inheritdoc/>
    public override bool TryRead(ShapeNode node, OptionFaults faults, out T value)
    {
        value = new T();
        if (!string.IsNullOrEmpty(node.Text))
        {
            Refuse(node, faults);
            return false;
        }

        var seen = new HashSet<Field>();
        foreach (var child in node.Children.Where(child => !child.IsAbsent))
        {
            // Names of fields are configuration keys, and those have no case.
            if (_fields.Find(field => field.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } field)
            {
                faults.Add(child.Path, $"'{child.Key}' is no field of '{name}'{NearMiss.Hint(child.Key, _fields.Select(known => known.Name))} Fields: {Names}.");
            }
            else if (!seen.Add(field))
            {
                faults.Add(child.Path, "is given twice.");
            }
            else
            {
                value = field.Read(value, child, faults);
            }
        }

        foreach (var field in _fields.Where(field => field.IsRequired && !seen.Contains(field)))
        {
            faults.Add($"{node.Path}:{field.Name}", $"is missing; expected {field.Form.Expects}.");
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Check(T value, string path, OptionFaults faults)
    {
        foreach (var field in _fields)
        {
            field.Check(value, Defaults, path, faults);
        }
    }
}
