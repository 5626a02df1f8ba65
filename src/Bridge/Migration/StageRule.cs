namespace Bridge.Migration;

/// <summary>What is said of one endpoint: its stage, and who is in or out whatever the percentage.</summary>
public sealed record StageRule
{
    /// <summary>As an endpoint begins that nothing is said of.</summary>
    public static readonly StageRule Default = new();

    /// <summary>How it is served. Default tap.</summary>
    public StageSettings Settings { get; init; } = StageSettings.Default;

    /// <summary>Cohort ids that are always in. Default none.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Cohort ids that are never in. Default none.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>The same as text, to compare with.</summary>
    internal string Text => $"{Settings}|{string.Join(',', Allow)}|{string.Join(',', Deny)}";
}
