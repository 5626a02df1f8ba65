namespace LegacyBoard;

/// <summary>What one poll is answered with: the events after <c>since</c>, and the id to ask for next.</summary>
public sealed record EventPage(IReadOnlyList<BoardEvent> Events, long Last);
