namespace Bridge.Migration;

/// <summary>One comparison that was not the same.</summary>
/// <param name="When">When.</param>
/// <param name="Verdict">Different, or unjudged.</param>
/// <param name="Reason">Why, without any of the items' data but their ids.</param>
/// <param name="Cursor">The cursor that was asked with; null: none.</param>
public sealed record ShadowFinding(DateTimeOffset When, ShadowVerdict Verdict, string Reason, string? Cursor);
