namespace LegacyApp.Compare;

/// <summary>What the sliders post. Only JSON is taken, so a foreign page can't move them.</summary>
internal static class CompareEndpoints
{
    public static void MapCompare(this WebApplication app)
    {
        app.MapPost("/compare/delay", (DelayChange change, CompareSettings settings, CompareGauges gauges, CancellationToken cancellationToken) =>
            AnswerAsync(
                settings.TrySetDelay(change.Milliseconds), $"milliseconds: 0 to {CompareSettings.MostDelay}", gauges, cancellationToken));
        app.MapPost("/compare/rate", (RateChange change, CompareSettings settings, CompareGauges gauges, CancellationToken cancellationToken) =>
            AnswerAsync(settings.TrySetRate(change.PerSecond), $"perSecond: 1 to {CompareSettings.MostRate}", gauges, cancellationToken));
    }

    private static async Task<IResult> AnswerAsync(bool done, string range, CompareGauges gauges, CancellationToken cancellationToken)
    {
        if (!done)
        {
            return Results.BadRequest(new { error = $"Out of range; {range}." });
        }

        await gauges.TellAsync(cancellationToken);
        return Results.NoContent();
    }

    private sealed record DelayChange(int Milliseconds);

    private sealed record RateChange(int PerSecond);
}
