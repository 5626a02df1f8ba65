using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>What can be pointed at in answers.</summary>
internal static class AnswerParts
{
    private const int Deepest = 5;
    private const int Most = 200;

    /// <summary>The headers that say nothing of where a client stands.</summary>
    private static readonly string[] Passing = ["date", "content-length", "connection", "keep-alive", "transfer-encoding", "server", "set-cookie", "age", "x-request-id", "x-runtime", "x-response-time", "cf-ray"];

    /// <summary>Paths to arrays, not through others: the places where items can be.</summary>
    public static IReadOnlyList<string> Arrays(IEnumerable<Poll> polls) => Paths(polls, JsonValueKind.Array);

    /// <summary>Paths to scalars, not through arrays.</summary>
    public static IReadOnlyList<string> Scalars(IEnumerable<Poll> polls) => Paths(polls, JsonValueKind.String, JsonValueKind.Number);

    /// <summary>Names of headers that may lead on.</summary>
    public static IReadOnlyList<string> Headers(IEnumerable<Poll> polls) =>
        [.. polls.SelectMany(poll => poll.Exchange.Answer?.Headers ?? []).Select(header => header.Key).DistinctBy(name => name.ToLowerInvariant()).Where(name => !Passing.Contains(name.ToLowerInvariant()))];

    /// <summary>Paths to scalars within items; an empty one for items that are scalars.</summary>
    public static IReadOnlyList<string> InItems(IEnumerable<Poll> polls, string path)
    {
        var found = new List<string>();
        foreach (var item in polls.SelectMany(poll => Items(poll, path)).Take(Most))
        {
            Walk(item, "", 0, (at, value) =>
            {
                if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number && !found.Contains(at))
                {
                    found.Add(at);
                }
            });
        }

        return found;
    }

    /// <summary>The elements of an array.</summary>
    public static IReadOnlyList<JsonElement> Items(Poll poll, string path) =>
        poll.Json is { } root && new DottedPath(path).Find(root) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    /// <summary>Every member that is no object, with its path.</summary>
    public static void Walk(JsonElement element, string path, int depth, Action<string, JsonElement> take)
    {
        if (element.ValueKind != JsonValueKind.Object || depth == Deepest)
        {
            take(path, element);
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            // What a dotted path can't name can't be pointed at.
            if (JsonReading.NameOf(property) is { Length: > 0 } name && !name.Contains('.') && name != "*")
            {
                Walk(property.Value, path.Length > 0 ? $"{path}.{name}" : name, depth + 1, take);
            }
        }
    }

    private static List<string> Paths(IEnumerable<Poll> polls, params JsonValueKind[] kinds)
    {
        var found = new List<string>();
        foreach (var root in polls.Select(poll => poll.Json).OfType<JsonElement>())
        {
            Walk(root, "", 0, (path, value) =>
            {
                if (kinds.Contains(value.ValueKind) && found.Count < Most && !found.Contains(path))
                {
                    found.Add(path);
                }
            });
        }

        return found;
    }
}
