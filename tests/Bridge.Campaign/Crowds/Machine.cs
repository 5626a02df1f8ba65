using System.Globalization;

namespace Bridge.Campaign.Crowds;

/// <summary>The machine that all of it runs on.</summary>
internal static class Machine
{
    /// <summary>How many processes wanted to run, on average over the last minute: a busy machine is slow.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>Memory that a process holds, in bytes.</summary>
    public static long ResidentOf(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
