namespace LegacyBoard;

/// <summary>POST /api/log: people write, everybody sees.</summary>
public static class TeamLog
{
    private const int WhoLimit = 40;
    private const int TextLimit = 500;

    /// <summary>Only JSON is taken: a form of a foreign page could not be told from ours.</summary>
    public static IResult Write(LogEntry entry, EventList events)
    {
        var who = entry.Who?.Trim() ?? "";
        var text = entry.Text?.Trim() ?? "";
        if (who.Length is 0 or > WhoLimit || text.Length is 0 or > TextLimit)
        {
            return Results.BadRequest(new { error = $"Give a name of 1 to {WhoLimit} characters and a text of 1 to {TextLimit}." });
        }

        return Results.Ok(new { id = events.Append(new LogEntry(who, text)).Id });
    }
}
