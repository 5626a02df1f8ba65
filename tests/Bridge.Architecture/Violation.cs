namespace Bridge.Architecture;

/// <summary>A type that mentions what its room may not import.</summary>
public sealed record Violation(TypeAddress From, TypeAddress To, string Rule)
{
    public override string ToString() => $"""
        {From} → {To}
          {From.Namespace} → {ImportTable.PlaceOf(To) ?? $"{To.Namespace}, which is no room"}
          {Rule}
        """;
}
