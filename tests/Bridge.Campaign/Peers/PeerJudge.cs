namespace Bridge.Campaign.Peers;

/// <summary>Holds what clients were given against what was published: 1, 2, 3 and so on, in this order.</summary>
internal static class PeerJudge
{
    /// <param name="clients">What they were given.</param>
    /// <param name="last">The last number that was published.</param>
    /// <param name="ended">When publishing ended, in ms since 1970.</param>
    public static PeerVerdict Judge(IReadOnlyList<Hearing> clients, int last, double ended)
    {
        var verdict = new PeerVerdict { Deaf = clients.Count(client => client.Numbers.Count == 0), GaveUp = clients.Count(client => client.GaveUp), Gaps = clients.Sum(client => client.Gaps) };
        List<TimeSpan> first = [];
        foreach (var client in clients.Where(client => client.Numbers.Count > 0))
        {
            verdict = Add(verdict, client.Numbers, last);
            var silence = Silence(client.Times, ended);
            verdict = verdict with { Silence = silence > verdict.Silence ? silence : verdict.Silence };
            first.Add(TimeSpan.FromMilliseconds(client.Times[0] - client.Started));
        }

        return verdict with { First = [.. first.Order()] };
    }

    private static PeerVerdict Add(PeerVerdict verdict, IReadOnlyList<int> numbers, int last)
    {
        var seen = new HashSet<int>();
        var (doubled, reordered, highest) = (0, 0, 0);
        foreach (var number in numbers)
        {
            var isNew = seen.Add(number);
            doubled += isNew ? 0 : 1;
            reordered += isNew && number < highest ? 1 : 0;
            highest = Math.Max(highest, number);
        }

        var owed = Enumerable.Range(numbers[0], Math.Max(0, last - numbers[0] + 1)).ToList();
        return verdict with
        {
            Owed = verdict.Owed + owed.Count,
            Lost = verdict.Lost + owed.Count(number => !seen.Contains(number)),
            Doubled = verdict.Doubled + doubled,
            Reordered = verdict.Reordered + reordered,
        };
    }

    // What is handed over after the end of publishing ends a silence that lasted at least until then.
    private static TimeSpan Silence(IReadOnlyList<double> times, double ended) =>
        TimeSpan.FromMilliseconds(times.Zip(times.Skip(1).Append(ended), (one, next) => Math.Max(next, one) - one).Append(0).Max());
}
