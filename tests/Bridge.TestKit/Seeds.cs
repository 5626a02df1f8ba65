namespace Bridge.TestKit;

/// <summary>Runs a randomised test once per seed and names the seed that failed. <c>BRIDGE_SEED=17</c> runs that one alone; <c>BRIDGE_SEEDS=5000</c> runs so many.</summary>
public static class Seeds
{
    /// <summary>Runs the test for the seeds 1 to the given number.</summary>
    public static async Task RunAsync(int count, Func<ulong, Task> test)
    {
        foreach (var seed in Chosen(count))
        {
            try
            {
                await test(seed);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed} failed (again: BRIDGE_SEED={seed}). {fault.Message}", fault);
            }
        }
    }

    private static IEnumerable<ulong> Chosen(int count)
    {
        if (ulong.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SEED"), out var seed))
        {
            return [seed];
        }

        count = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SEEDS"), out var wanted) ? wanted : count;
        return Enumerable.Range(1, count).Select(number => (ulong)number);
    }
}
