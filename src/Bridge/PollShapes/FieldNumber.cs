using System.Globalization;
using System.Numerics;

namespace Bridge.PollShapes;

/// <summary>A number within bounds.</summary>
internal sealed class FieldNumber<T>(T low, T high) : FieldScalar<T>, IFieldNumber
    where T : struct, INumber<T>
{
    /// <inheritdoc/>
    public string Low => low.ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string High => high.ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool IsWhole => typeof(T) == typeof(int);

    /// <inheritdoc/>
    public override string Expects => $"a {(IsWhole ? "whole " : "")}number from {Low} to {High}";

    /// <inheritdoc/>
    public override bool TryParse(string text, out T value) =>
        T.TryParse(text, IsWhole ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && IsAllowed(value);

    /// <inheritdoc/>
    protected override bool IsAllowed(T value) => value >= low && value <= high;
}
