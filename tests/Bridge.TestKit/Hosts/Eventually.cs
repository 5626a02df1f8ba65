namespace Bridge.TestKit.Hosts;

/// <summary>Waits for what has no event of its own: a count inside a server that comes to rest.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Waits until it holds.</summary>
    public static async Task HoldsAsync(Func<bool> holds, string what)
    {
        await HoldsAsync(() => ValueTask.FromResult(holds()), what);
    }

    /// <summary>Waits until it holds.</summary>
    public static async Task HoldsAsync(Func<ValueTask<bool>> holds, string what)
    {
        var start = Environment.TickCount64;
        while (!await holds())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s until {what}.");
            }

            await Task.Delay(1);
        }
    }
}
