using System.Globalization;

namespace Bridge.Campaign.Judging;

/// <summary>What the server's handler wrote down, run by run.</summary>
internal static class TallyJudge
{
    public static int Judge(IEnumerable<string> files, IReadOnlyList<Source> sources, HashSet<(string, long)> unknown, Life life, Verdict verdict)
    {
        var runs = new Dictionary<(string, long), int>();
        foreach (var line in files.SelectMany(File.ReadLines))
        {
            var parts = line.Trim('"').Split(':');
            var run = (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture));
            runs[run] = runs.GetValueOrDefault(run) + 1;
        }

        foreach (var (run, count) in runs.Where(run => run.Value > 1))
        {
            if (life.Forgets && life.WasUnderWay(run.Item1, run.Item2))
            {
                verdict.RunAgain += count - 1;
            }
            else
            {
                verdict.Add(ref verdict.RunTwice, count - 1, $"{run.Item1}:{run.Item2} ran {count} times");
            }
        }

        foreach (var source in sources)
        {
            for (var number = 1L; number <= source.Settled; number++)
            {
                if (!runs.ContainsKey((source.Name, number)) && !unknown.Contains((source.Name, number)))
                {
                    verdict.Add(ref verdict.NeverRun, 1, $"{source.Name}:{number} has an outcome and never ran");
                }
            }
        }

        return runs.Count;
    }
}
