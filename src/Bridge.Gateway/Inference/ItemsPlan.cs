using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>How answers may be understood: one of several guesses, to be tried.</summary>
/// <param name="Kind">Whether every item counts.</param>
/// <param name="Form">What the items are.</param>
/// <param name="Path">Where they are.</param>
internal sealed record ItemsPlan(ShapeKind Kind, ItemsForm Form, string Path)
{
    /// <summary>Where an item has its id; null: nowhere.</summary>
    public string? Id { get; init; }

    /// <summary>Which end is the newest.</summary>
    public ItemsOrder Order { get; init; }

    /// <summary>Whether an answer showed the order.</summary>
    public bool IsOrderSeen { get; init; }

    /// <summary>Whether items at the cursor came again.</summary>
    public bool IsInclusive { get; init; }

    /// <summary>Whether the backend forgets what it has written.</summary>
    public bool IsOnRead { get; init; }

    /// <summary>Why it may be so.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether an answer says that nothing is new.</summary>
    public bool IsEmpty(Poll poll, IReadOnlyList<CursorFind> cursor) => poll.IsBlank || Form switch
    {
        ItemsForm.Array => AnswerParts.Items(poll, Path).Count == 0,
        ItemsForm.Single => poll.Json is not { } root || JsonReading.Is(root, "{}") || JsonReading.Is(root, "[]") || JsonReading.Is(root, "null")
            || cursor.Any(find => find.From == CursorSource.Body && find.Read(poll) is null),
        _ => false,
    };

    /// <summary>The guesses, the likeliest first.</summary>
    public static IEnumerable<ItemsPlan> Of(IReadOnlyList<Poll> polls, IReadOnlyList<CursorFind> cursor)
    {
        var usable = polls.Where(poll => poll.Usable is not null && !poll.IsBlank).ToList();
        if (usable.Count == 0)
        {
            yield break;
        }

        if (usable.Count(poll => poll.Json is not null) * 2 < usable.Count)
        {
            yield return new ItemsPlan(cursor.Count > 0 ? ShapeKind.Events : ShapeKind.State, ItemsForm.Text, "") { Why = "the answers are no JSON" };
            yield break;
        }

        foreach (var plan in Arrays(usable, cursor))
        {
            yield return plan;
        }

        if (usable.All(poll => new ItemsPlan(ShapeKind.State, ItemsForm.Single, "").IsEmpty(poll, cursor)))
        {
            yield break;
        }

        var steps = cursor.FirstOrDefault(find => find.From == CursorSource.Body && find.Moves >= 3 && CountsOn(usable, find));
        yield return steps is not null
            ? new ItemsPlan(ShapeKind.Events, ItemsForm.Single, "") { Why = $"each answer is one item: {steps.Field} goes up by one with each" }
            : new ItemsPlan(ShapeKind.State, ItemsForm.Single, "") { Why = "each answer stands for itself, and takes the place of the one before" };
    }

    private static IEnumerable<ItemsPlan> Arrays(IReadOnlyList<Poll> polls, IReadOnlyList<CursorFind> cursor)
    {
        var counts = AnswerParts.Arrays(polls).Select(path => (Path: path, Count: polls.Sum(poll => AnswerParts.Items(poll, path).Count)))
            .Where(array => array.Count > 0).OrderByDescending(array => cursor.Any(find => find.Items == array.Path)).ThenByDescending(array => array.Count).ToList();
        foreach (var (path, _) in counts.Take(2))
        {
            var found = cursor.FirstOrDefault(find => find.Items == path);
            var (again, all) = Repeated(polls, path);
            if (again * 2 > all || (cursor.Count == 0 && (again > 0 || all == 0)))
            {
                continue; // a snapshot
            }

            var ids = Ids(polls, path, again > 0 ? null : found?.Path); // several items may share a cursor that brings them again
            var (order, isSeen) = found is not null && polls.Any(poll => AnswerParts.Items(poll, path).Count > 1) ? (found.Order, true) : OrderOf(polls, path, ids);
            yield return new ItemsPlan(ShapeKind.Events, ItemsForm.Array, path)
            {
                Id = ids,
                Order = found?.Order ?? order,
                IsOrderSeen = isSeen,
                IsInclusive = again > 0,
                IsOnRead = cursor.Count == 0,
                Why = again > 0 ? $"{again} of {all} items came again" : "no item came twice",
            };
        }
    }

    /// <summary>How many items had been in the answer before.</summary>
    private static (int Again, int All) Repeated(IReadOnlyList<Poll> polls, string path)
    {
        var (again, all) = (0, 0);
        foreach (var poll in polls.Where(poll => poll.Before is not null))
        {
            var before = poll.Before;
            for (var back = 0; back < 20 && before is not null && AnswerParts.Items(before, path).Count == 0; back++)
            {
                before = before.Before;
            }

            var items = AnswerParts.Items(poll, path).Select(JsonReading.Raw).ToList();
            all += items.Count;
            again += before is null ? 0 : items.Intersect(AnswerParts.Items(before, path).Select(JsonReading.Raw)).Count();
        }

        return (again, all);
    }

    private static string? Ids(IReadOnlyList<Poll> polls, string path, string? likely)
    {
        var items = polls.SelectMany(poll => AnswerParts.Items(poll, path)).DistinctBy(JsonReading.Raw).ToList();
        return AnswerParts.InItems(polls, path).Where(at => at.Length > 0)
            .OrderByDescending(at => at == likely).ThenByDescending(at => at is "id" or "_id").ThenByDescending(at => at is "seq" or "uuid" or "guid" or "key")
            .ThenByDescending(at => at.EndsWith("id", StringComparison.OrdinalIgnoreCase)).ThenBy(at => at.Length)
            .Where(at => at == likely || at is "id" or "_id" or "seq" or "uuid" or "guid" or "key" || at.EndsWith("id", StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(at => items.Select(item => new DottedPath(at).Find(item) is { } id ? JsonReading.Scalar(id) : null) is var ids && ids.All(id => id is not null) && ids.Distinct().Count() == items.Count);
    }

    private static (ItemsOrder Order, bool IsSeen) OrderOf(IReadOnlyList<Poll> polls, string path, string? id)
    {
        var (rising, falling) = (0, 0);
        foreach (var poll in id is null ? [] : polls)
        {
            var ids = AnswerParts.Items(poll, path).Select(item => new DottedPath(id!).Find(item) is { } value && JsonReading.Text(value) is { } text && CursorText.TryNumber(text, out var number) ? number : 0).ToList();
            rising += ids.Zip(ids.Skip(1)).Count(pair => pair.First < pair.Second);
            falling += ids.Zip(ids.Skip(1)).Count(pair => pair.First > pair.Second);
        }

        return (falling > rising ? ItemsOrder.Desc : ItemsOrder.Asc, rising + falling > 0 && (rising == 0 || falling == 0));
    }

    private static bool CountsOn(IReadOnlyList<Poll> polls, CursorFind find)
    {
        var values = polls.Select(find.Read).OfType<string>().Distinct().ToList();
        return values.All(CursorSearch.IsWhole) && values.Select(long.Parse).ToList() is var numbers && numbers.Zip(numbers.Skip(1)).All(pair => pair.Second == pair.First + 1);
    }
}
