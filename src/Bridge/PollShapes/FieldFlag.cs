namespace Bridge.PollShapes;

/// <summary>True or false.</summary>
internal sealed class FieldFlag : FieldScalar<bool>
{
    /// <summary>The only one.</summary>
    public static readonly FieldFlag Instance = new();

    /// <inheritdoc/>
    public override string Expects => "true or false";

    /// <inheritdoc/>
    public override bool TryParse(string text, out bool value) => bool.TryParse(text, out value); // configuration writes them with capitals

    /// <inheritdoc/>
    protected override bool IsAllowed(bool value) => true;
}
