namespace Bridge.E2E;

/// <summary>What the old board's page shows.</summary>
internal static class OldBoard
{
    /// <summary>A script: the ids of the events, in the order in which they came.</summary>
    public const string Ids = "() => [...document.querySelectorAll('.feed .lines .id')].map(cell => cell.textContent).filter(Boolean).map(text => +text.slice(1)).reverse()";
}
