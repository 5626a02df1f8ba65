namespace Bridge.PollShapes;

/// <summary>Finds what somebody meant.</summary>
internal static class NearMiss
{
    /// <summary>The end of a sentence: a full stop, or the nearest of the words.</summary>
    public static string Hint(string text, IEnumerable<string> words)
    {
        if (text.Length > 64 || !words.Any())
        {
            return ".";
        }

        var (word, distance) = words.Select(word => (word, Distance(text.ToLowerInvariant(), word.ToLowerInvariant()))).MinBy(candidate => candidate.Item2);
        return word is not null && distance <= (word.Length < 4 ? 1 : 2) ? $"; did you mean '{word}'?" : ".";
    }

    /// <summary>How many signs have to be changed, put in, taken out or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }
}
