using System.Text.Json.Nodes;

namespace Bridge.Gateway.Inference;

/// <summary>A shape for an endpoint, or why there is none.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Name">What the shape is called; null: there is none.</param>
/// <param name="Shape">The shape; null: there is none.</param>
/// <param name="Findings">The evidence.</param>
/// <param name="Refusal">Why there is no shape; null: there is.</param>
internal sealed record Proposal(Endpoint Endpoint, string? Name, JsonObject? Shape, IReadOnlyList<Finding> Findings, string? Refusal)
{
    /// <summary>No shape, and why.</summary>
    public static Proposal No(Endpoint endpoint, string why) => new(endpoint, null, null, [], why);
}
