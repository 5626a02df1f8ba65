namespace LegacyBoard;

/// <summary>A line of the team log.</summary>
public sealed record LogEntry(string Who, string Text);
