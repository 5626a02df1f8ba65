namespace Bridge.Migration;

/// <summary>What the comparisons of one endpoint showed, on this node, since it started.</summary>
/// <param name="Shape">The shape's name.</param>
/// <param name="Same">How many were the same.</param>
/// <param name="Different">How many were different.</param>
/// <param name="Unjudged">How many could not be judged.</param>
/// <param name="Lead">How much earlier the bridge had an item than the old page: half of them more, in milliseconds; of the last 1 000.</param>
/// <param name="Findings">The last 50 that were not the same, the newest first.</param>
public sealed record ShadowReport(string Shape, long Same, long Different, long Unjudged, double Lead, IReadOnlyList<ShadowFinding> Findings);
