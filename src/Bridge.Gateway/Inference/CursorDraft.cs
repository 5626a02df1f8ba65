using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes the cursor of a shape.</summary>
internal sealed class CursorDraft(Endpoint endpoint, IReadOnlyList<(CursorFind Find, string Var)> cursor, ItemsPlan plan, Action<string, string, bool> say)
{
    private string? _initial;

    /// <summary>The cursor.</summary>
    public JsonObject Json()
    {
        var parts = new JsonArray([.. cursor.Select(part => (JsonNode)Part(part.Find, part.Var))]);
        var json = new JsonObject { ["parts"] = parts };
        if (_initial is not null)
        {
            json["initial"] = _initial;
        }

        if (cursor.Any(part => IsNumber(part.Find)))
        {
            say("cursor.probe", "never: a recording doesn't show what tells that the backend counts anew. If it can, name the call that gives its head", true);
        }

        return json;
    }

    private JsonObject Part(CursorFind find, string name)
    {
        var json = new JsonObject { ["var"] = name, ["from"] = ChoiceText.Of(find.From), ["path"] = find.Path };
        var isNumber = IsNumber(find);
        var isTime = isNumber && IsTime(find);
        if (find.Add > 0)
        {
            json["add"] = find.Add;
        }

        if (isNumber)
        {
            json["type"] = isTime && (plan.Kind == ShapeKind.State || plan.IsInclusive) ? "time" : "int";
        }

        if (plan.IsInclusive && isNumber)
        {
            json["inclusive"] = true;
        }

        say("cursor", $"{find.Field} {(isNumber ? "rises" : "changes")}: in {find.Fits} of {find.Fits + find.Misses} requests it equals {Place(find)}, and {find.Moves} times it had moved", find.Misses > 0 || find.Moves < 2);
        if (isTime && plan.Kind == ShapeKind.Events && !plan.IsInclusive)
        {
            say("cursor", $"{find.Field} looks like a time. Items of the same instant may be lost between two polls, if the backend leaves out those at the cursor", true);
        }

        First(find, json, isTime);
        return json;
    }

    private void First(CursorFind find, JsonObject json, bool isTime)
    {
        var firsts = endpoint.Polls.Where(poll => poll.Last is null).ToList();
        var values = firsts.Select(poll => poll.Value(find.Field)).Distinct().ToList();
        if (values.Contains(null) || find.Field.Place == RequestPlace.Header)
        {
            say("cursor.initial", $"omit: the first request {(values.Contains(null) ? "had" : "may have")} no {find.Field}", !values.Contains(null));
            return;
        }

        var first = values.OrderBy(value => value!.Length).ThenBy(value => value, StringComparer.Ordinal).First()!;
        if (isTime && first.Length > 5 && firsts.All(poll => IsPresent(poll, find.Field)))
        {
            _initial = "now";
            json["unit"] = first.Length > 11 ? "ms" : "s";
            say("cursor.initial", $"now: the first {find.Field} was the time of its request", false);
            return;
        }

        var isStart = first is "0" or "-1" or "" or "now" or "1" or "null";
        if (Secrets.Looks(first))
        {
            say("cursor.initial", $"omit: the recording begins in the middle, with a {find.Field} that looks like a secret. See what a page asks first of all", true);
            return;
        }

        _initial = "value";
        json["value"] = first;
        say("cursor.initial", isStart ? $"value: the first request had `{find.Field.Key}`={first}" : $"value: the recording begins in the middle, and the bridge would begin there too; if 0 asks for all that is kept, write 0", !isStart);
    }

    private bool IsNumber(CursorFind find) => endpoint.Polls.Select(poll => poll.Value(find.Field)).OfType<string>().All(CursorSearch.IsWhole);

    private bool IsTime(CursorFind find) => endpoint.Polls.Select(poll => (poll.Exchange.Started, Value: find.Read(poll))).Where(value => value.Value is not null).ToList() is { Count: > 0 } seen
        && seen.All(value => IsNear(value.Started, value.Value!, TimeSpan.FromDays(400)));

    private static bool IsPresent(Poll poll, FieldName field) => IsNear(poll.Exchange.Started, poll.Value(field)!, TimeSpan.FromMinutes(2));

    private static bool IsNear(DateTimeOffset time, string text, TimeSpan slack) => CursorText.TryNumber(text, out var number)
        && (Math.Abs(number - time.ToUnixTimeSeconds()) < slack.TotalSeconds || Math.Abs(number - time.ToUnixTimeMilliseconds()) < slack.TotalMilliseconds);

    private static string Place(CursorFind find) => (find.From switch
    {
        CursorSource.Item => $"`{find.Path}` of the {(find.Order == ItemsOrder.Desc ? "first" : "last")} item of the answer before",
        CursorSource.Header => $"the header `{find.Path}` of the answer before",
        _ => $"`{find.Path}` of the answer before",
    }) + (find.Add > 0 ? $" + {find.Add}" : "");
}
