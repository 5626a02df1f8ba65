using System.Runtime.InteropServices;

namespace LegacyBoard.Machine;

/// <summary>What doesn't change while the board runs: the head of the page.</summary>
public sealed record MachineFacts(string Name, string System, int Cores, string Source)
{
    public static MachineFacts Of(IMachineProbe probe) => new(Environment.MachineName, SystemName(), Environment.ProcessorCount, probe.Source);

    private static string SystemName()
    {
        const string release = "/etc/os-release";
        const string key = "PRETTY_NAME=";
        var pretty = File.Exists(release) ? File.ReadLines(release).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return pretty is null ? RuntimeInformation.OSDescription : pretty[key.Length..].Trim('"');
    }
}
