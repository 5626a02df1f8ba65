using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Says what is wrong with parts of a shape, with their paths.</summary>
internal sealed class ShapeReport(string path, OptionFaults faults)
{
    /// <summary>A report of a part.</summary>
    public ShapeReport Below(string part) => new($"{path}:{part}", faults);

    /// <summary>Says that a field is wrong.</summary>
    public void Add(string field, string fault) => faults.Add($"{path}:{field}", fault);

    /// <summary>Says so when it is.</summary>
    public void When(bool wrong, string field, string fault)
    {
        if (wrong)
        {
            Add(field, fault);
        }
    }
}
