using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>A place in answers that says something else now and then: a cursor may come from there.</summary>
/// <param name="Find">The place, for no field yet.</param>
/// <param name="Texts">What each answer has there; an answer that isn't in it has nothing.</param>
internal sealed record AnswerPlace(CursorFind Find, IReadOnlyDictionary<Poll, string> Texts)
{
    /// <summary>All such places. Each answer is looked at once for each, however many fields are tried.</summary>
    public static IReadOnlyList<AnswerPlace> Of(IReadOnlyList<Poll> polls)
    {
        CursorFind Place(CursorSource from, string path, string? items = null, ItemsOrder order = ItemsOrder.Asc) => new(default, from, path, 0, items, order, 0, 0, 0);
        IEnumerable<CursorFind> finds =
        [
            .. AnswerParts.Scalars(polls).Select(path => Place(CursorSource.Body, path)),
            .. AnswerParts.Headers(polls).Select(name => Place(CursorSource.Header, name)),
            .. from items in AnswerParts.Arrays(polls)
               from path in AnswerParts.InItems(polls, items)
               where path.Length > 0
               from order in (ItemsOrder[])[ItemsOrder.Asc, ItemsOrder.Desc]
               select Place(CursorSource.Item, path, items, order),
        ];
        return
        [
            .. from find in finds
               let texts = polls.Select(poll => (Poll: poll, Text: find.Read(poll))).Where(read => read.Text is not null).ToDictionary(read => read.Poll, read => read.Text!)
               where texts.Values.Distinct().Skip(1).Any() // what never changes moves nothing
               select new AnswerPlace(find, texts),
        ];
    }
}
