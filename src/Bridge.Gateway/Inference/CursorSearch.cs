using System.Globalization;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Finds where in an answer the next request's value comes from.</summary>
internal sealed class CursorSearch(IReadOnlyList<Poll> polls, IReadOnlyList<AnswerPlace> places)
{
    private static readonly string[] UsualIds = ["id", "_id", "seq", "sequence", "offset", "cursor", "version"];

    /// <summary>The best place for a field; null: nothing in the answers explains it.</summary>
    public CursorFind? Find(FieldName field)
    {
        var first = polls.Select(poll => poll.Value(field)).FirstOrDefault(value => value is not null);
        var isNumber = polls.Select(poll => poll.Value(field)).OfType<string>().All(IsWhole);
        return (from place in places
                from add in isNumber ? (int[])[0, 1] : [0]
                let find = Judge(place, field, add, first)
                where find.Moves > 0 && find.Misses * 9 <= find.Fits
                orderby find.Misses, find.Moves descending, find.Fits descending, Rank(find), Array.IndexOf(UsualIds, find.Path) is >= 0 and var usual ? usual : 99, find.Path.Length
                select find).FirstOrDefault();
    }

    /// <summary>Whether a text is a whole number as it is usually written.</summary>
    public static bool IsWhole(string text) => CursorText.TryNumber(text, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private CursorFind Judge(AnswerPlace place, FieldName field, int add, string? first)
    {
        var (fits, misses, moves) = (0, 0, 0);
        foreach (var poll in polls)
        {
            if (poll.Before is not { } before || poll.Value(field) is not { } value)
            {
                continue;
            }

            var had = before.Value(field);
            if ((place.Texts.TryGetValue(before, out var text) ? AnswerCursor.Value(add != 0, add, text) ?? had : had) is not { } expected)
            {
                continue;
            }

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

        return place.Find with { Field = field, Add = add, Fits = fits, Misses = misses, Moves = moves };
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
