namespace Bridge.Migration;

/// <summary>What open pages are told: the stage of this endpoint changed.</summary>
internal sealed record StageNews(string Shape);
