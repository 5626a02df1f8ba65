namespace Bridge.E2E.Pages;

/// <summary>One page.</summary>
/// <param name="Newest">The number of the last event that it saw; each was one more than the one before, or there is a fault.</param>
/// <param name="Fault">Which event was missing, or came twice; null: none.</param>
/// <param name="Failures">The polls that failed; it went on polling.</param>
internal sealed record NodePage(long Newest, string? Fault, string[] Failures);
