using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>The variables of one request.</summary>
internal sealed class PollValues(PollShape shape, PollAsk ask, IReadOnlyDictionary<string, string> cursor)
{
    /// <summary>A variable's text; null: unknown.</summary>
    public string? Find(string name) => name switch
    {
        RequestPlan.Wait => DurationText.Write(ask.Wait ?? shape.Wait.Default, shape.Wait.Unit),
        RequestPlan.Limit => Limit(ask.Limit ?? shape.Items.Limit.Default),
        RequestPlan.More => ask.More,
        _ => cursor.GetValueOrDefault(name)
            ?? ask.Variables.GetValueOrDefault(name)
            ?? ask.Credentials.FirstOrDefault(credential => credential.Place == RequestPlace.Path && credential.Key == name)?.Value,
    };

    private static string? Limit(int limit) => limit > 0 ? limit.ToString(CultureInfo.InvariantCulture) : null;
}
