using System.Text.Json.Serialization;
using LegacyBoard.Machine;

namespace LegacyBoard;

/// <summary>One thing that happened, as the page gets it. Either figures or a log entry; the other is left out.</summary>
/// <param name="Id">Counts up from 1 without holes; what the page asks <c>since</c>.</param>
/// <param name="At">Milliseconds since 1970, UTC.</param>
/// <param name="Figures">The machine's figures of this second.</param>
/// <param name="Log">What somebody wrote.</param>
public sealed record BoardEvent(
    long Id,
    long At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineFigures? Figures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LogEntry? Log = null);
