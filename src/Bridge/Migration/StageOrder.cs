namespace Bridge.Migration;

/// <summary>What an operator asks for: <c>{"stage": "intercept 25%", "allow": ["ann"], "deny": []}</c>.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Allow">Who is always in; null: nobody.</param>
/// <param name="Deny">Who is never in; null: nobody.</param>
internal sealed record StageOrder(string? Stage, IReadOnlyList<string>? Allow, IReadOnlyList<string>? Deny);
