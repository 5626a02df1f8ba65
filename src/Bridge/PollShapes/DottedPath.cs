using System.Globalization;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>A path into JSON: names with dots between them, numbers for places in arrays, <c>-1</c> for the last, <c>*</c> for each.</summary>
internal sealed class DottedPath(string text)
{
    private readonly string[] _steps = text.Length == 0 ? [] : text.Split('.');

    /// <summary>The first value at the path; null when there is none.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var found = new List<JsonElement>();
        Collect(root, 0, found, 1);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Every value at the path.</summary>
    public IReadOnlyList<JsonElement> Each(JsonElement root)
    {
        var found = new List<JsonElement>();
        Collect(root, 0, found, int.MaxValue);
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    private void Collect(JsonElement element, int step, List<JsonElement> found, int most)
    {
        if (step == _steps.Length)
        {
            found.Add(element);
        }
        else if (_steps[step] != "*")
        {
            if (Next(element, _steps[step]) is { } next)
            {
                Collect(next, step + 1, found, most);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in element.EnumerateArray().TakeWhile(_ => found.Count < most))
            {
                Collect(child, step + 1, found, most);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var child in element.EnumerateObject().TakeWhile(_ => found.Count < most))
            {
                Collect(child.Value, step + 1, found, most);
            }
        }
    }

    private static JsonElement? Next(JsonElement element, string step)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return JsonReading.Member(element, step);
            case JsonValueKind.Array when int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place):
                var count = element.GetArrayLength();
                place = place == -1 ? count - 1 : place;
                return place >= 0 && place < count ? element[place] : null;
            default:
                return null;
        }
    }
}
