namespace Bridge.PollShapes;

/// <summary>A length of time: a number of seconds, or a number with its unit (ms, s, m, h).</summary>
internal sealed class FieldDuration(TimeSpan longest) : FieldScalar<TimeSpan>
{
    /// <summary>How it is written with a unit.</summary>
    public const string Pattern = "^[0-9]{1,9}(ms|s|m|h)$";

    /// <summary>The longest.</summary>
    public TimeSpan Longest => longest;

    /// <inheritdoc/>
    public override string Expects => $"a time as 25s, 500ms, 2m or a number of seconds, at most {DurationText.Write(longest)}";

    /// <inheritdoc/>
    public override bool TryParse(string text, out TimeSpan value) =>
        (DurationText.TryRead(text, out value) || DurationText.TryReadNumber(text, ShapeUnit.Seconds, out value)) && IsAllowed(value);

    /// <inheritdoc/>
    protected override bool IsAllowed(TimeSpan value) => value >= TimeSpan.Zero && value <= longest;
}
