namespace Bridge.Fuzz.Scaling;

/// <summary>What eight times as long an input costs: eight times as much, and not sixty-four times.</summary>
internal static class Growth
{
    /// <summary>How many times as long the longer input is.</summary>
    public const int Factor = 8;

    private const int Times = 3;
    private const double MostBytes = 3 * Factor; // allocations are counted, not measured: the margin is for buffers that double
    private const double MostTime = 3 * Factor; // caches and the collector cost more for much
    private const int Rounds = 4;
    private const long FewBytes = 256 << 10;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads a small and a large input and compares what they cost.</summary>
    /// <returns>How many times as much the large one allocates and takes.</returns>
    /// <exception cref="OracleException">It grows faster than the input.</exception>
    public static (double Bytes, double Time) Check(Action<byte[]> read, byte[] small, byte[] large)
    {
        var (smallBytes, smallTime) = Measure(read, small);
        var (largeBytes, largeTime) = Measure(read, large);
        for (var round = 1; round < Rounds && largeTime >= Short && largeTime / smallTime >= MostTime; round++)
        {
            (smallTime, largeTime) = (Measure(read, small).Time, Measure(read, large).Time); // what is slow stays slow
        }

        var (bytes, time) = ((double)largeBytes / smallBytes, largeTime / smallTime);
        OracleException.Unless(largeBytes < FewBytes || bytes < MostBytes, $"{Factor} times the input allocates {bytes:F0} times as much: {smallBytes} and {largeBytes} bytes.");
        OracleException.Unless(largeTime < Short || time < MostTime, $"{Factor} times the input takes {time:F0} times as long: {smallTime} and {largeTime}.");
        return (bytes, time);
    }

    private static (long Bytes, TimeSpan Time) Measure(Action<byte[]> read, byte[] input)
    {
        var (bytes, time) = (long.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Times; i++)
        {
            var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), ThreadClock.Now);
            read(input);
            var took = ThreadClock.Now - began;
            bytes = Math.Min(bytes, Math.Max(1, GC.GetAllocatedBytesForCurrentThread() - before));
            time = took < time ? took : time;
        }

        return (bytes, time);
    }
}
