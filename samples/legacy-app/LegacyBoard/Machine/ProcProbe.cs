using System.Globalization;

namespace LegacyBoard.Machine;

/// <summary>Linux tells everything in /proc.</summary>
public sealed class ProcProbe(TimeProvider clock) : IMachineProbe
{
    private const string Stat = "/proc/stat";
    private const string MemInfo = "/proc/meminfo";
    private const string NetDev = "/proc/net/dev";
    private const string LoadAverage = "/proc/loadavg";

    private readonly RateMeter _received = new(clock);
    private readonly RateMeter _sent = new(clock);
    private (long Busy, long All) _ticks;

    public static bool IsSupported => File.Exists(Stat) && File.Exists(MemInfo) && File.Exists(NetDev) && File.Exists(LoadAverage);

    public string Source => "/proc";

    public MachineFigures Read()
    {
        var (used, total) = Memory();
        var (received, sent) = Traffic();
        return new MachineFigures(Cpu(), used, total, (long)_received.Next(received), (long)_sent.Next(sent), Load());
    }

    /// <summary>cpu user nice system idle iowait irq softirq steal …: ticks since boot; idle and iowait are not work.</summary>
    private double Cpu()
    {
        var ticks = Words(File.ReadLines(Stat).First()).Skip(1).Take(8).Select(Number).ToArray();
        var all = ticks.Sum();
        var busy = all - ticks[3] - ticks[4];
        var before = _ticks;
        _ticks = (busy, all);
        return before.All == 0 || all <= before.All ? 0 : Math.Round(100.0 * (busy - before.Busy) / (all - before.All), 1);
    }

    private static (long Used, long Total) Memory()
    {
        var bytes = File.ReadLines(MemInfo).Select(Words).ToDictionary(words => words[0], words => Number(words[1]) * 1024);
        return (bytes["MemTotal:"] - bytes["MemAvailable:"], bytes["MemTotal:"]);
    }

    private static (long Received, long Sent) Traffic()
    {
        long received = 0, sent = 0;
        foreach (var line in File.ReadLines(NetDev).Skip(2))
        {
            var colon = line.IndexOf(':');
            if (line[..colon].Trim() == "lo")
            {
                continue;
            }

            var counters = Words(line[(colon + 1)..]);
            received += Number(counters[0]);
            sent += Number(counters[8]);
        }

        return (received, sent);
    }

    private static double Load() => double.Parse(Words(File.ReadAllText(LoadAverage))[0], CultureInfo.InvariantCulture);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
