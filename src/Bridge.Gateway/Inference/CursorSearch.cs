using System.Globalization;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Finds where in an answer the next request's value comes from.</summary>
internal sealed class CursorSearch
{
    private static readonly string[] UsualIds = ["id", "_id", "seq", "sequence", "offset", "cursor", "version"];

    private readonly IReadOnlyList<Poll> _polls;
    private readonly List<CursorFind> _places = [];

    /// <summary>Takes polls that were linked.</summary>
    public CursorSearch(IReadOnlyList<Poll> polls)
    {
        _polls = polls;
        var none = new FieldName();
        _places.AddRange(AnswerParts.Scalars(polls).Select(path => new CursorFind(none, CursorSource.Body, path, 0, null, ItemsOrder.Asc, 0, 0, 0)));
        _places.AddRange(AnswerParts.Headers(polls).Select(name => new CursorFind(none, CursorSource.Header, name, 0, null, ItemsOrder.Asc, 0, 0, 0)));
        _places.AddRange(
            from items in AnswerParts.Arrays(polls)
            from path in AnswerParts.InItems(polls, items)
            where path.Length > 0
            from order in (ItemsOrder[])[ItemsOrder.Asc, ItemsOrder.Desc]
            select new CursorFind(none, CursorSource.Item, path, 0, items, order, 0, 0, 0));
    }

    /// <summary>The best place for a field; null: nothing in the answers explains it.</summary>
    public CursorFind? Find(FieldName field)
    {
        var first = _polls.Select(poll => poll.Value(field)).FirstOrDefault(value => value is not null);
        var isNumber = _polls.Select(poll => poll.Value(field)).OfType<string>().All(IsWhole);
        return (from place in _places
                from add in isNumber ? (int[])[0, 1] : [0]
                let find = Judge(place with { Field = field, Add = add }, first)
                where find.Moves > 0 && find.Misses * 9 <= find.Fits
                orderby find.Misses, find.Moves descending, find.Fits descending, Rank(find), Array.IndexOf(UsualIds, find.Path) is >= 0 and var usual ? usual : 99, find.Path.Length
                select find).FirstOrDefault();
    }

    /// <summary>Whether a text is a whole number as it is usually written.</summary>
    public static bool IsWhole(string text) => CursorText.TryNumber(text, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private CursorFind Judge(CursorFind find, string? first)
    {
        var (fits, misses, moves) = (0, 0, 0);
        foreach (var poll in _polls)
        {
            if (poll.Before is not { } before || poll.Value(find.Field) is not { } value || find.After(before) is not { } expected)
            {
                continue;
            }

            var had = before.Value(find.Field);
            if (value == expected)
            {
                fits++;
                moves += value == had ? 0 : 1;
            }
            else if (value != first || value == had)
            {
                misses++; // else it begins anew, as after a reload
            }
        }

        return find with { Fits = fits, Misses = misses, Moves = moves };
    }

    // The newest item's own: then every item has a cursor. A conditional request's is a header, whatever else happens to be the same.
    private static int Rank(CursorFind find) =>
        find.Field.Place == RequestPlace.Header && find.From == CursorSource.Header ? -1
        : find.From switch
        {
            CursorSource.Item => find.Order == ItemsOrder.Asc ? 0 : 1,
            CursorSource.Body => 2,
            _ => 3,
        };
}
