using System.Globalization;

namespace Bridge.Messaging;

/// <summary>Collects what is wrong with options, so that a start fails once, with all of it.</summary>
public sealed class OptionFaults
{
    private readonly List<string> _faults = [];

    /// <summary>The faults found, each with the option's path, its value and what is allowed.</summary>
    public IReadOnlyList<string> Found => _faults;

    /// <summary>Says what is wrong with an option.</summary>
    public void Add(string option, string fault) => _faults.Add($"{option}: {fault}");

    /// <summary>The value must be within the bounds, both included.</summary>
    public OptionFaults Between<T>(string option, T value, T low, T high)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            Add(option, string.Create(CultureInfo.InvariantCulture, $"{value} is not between {low} and {high}."));
        }

        return this;
    }
}
