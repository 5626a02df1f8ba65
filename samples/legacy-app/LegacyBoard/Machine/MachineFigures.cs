namespace LegacyBoard.Machine;

/// <summary>What the machine did in the last second.</summary>
/// <param name="Cpu">Percent of all cores together, 0 to 100.</param>
/// <param name="Memory">Bytes in use.</param>
/// <param name="MemoryTotal">Bytes there are.</param>
/// <param name="Received">Bytes a second that came in, all interfaces but loopback.</param>
/// <param name="Sent">Bytes a second that went out, likewise.</param>
/// <param name="Load">Runnable processes, mean of one minute; null where the system has no such figure.</param>
public sealed record MachineFigures(double Cpu, long Memory, long MemoryTotal, long Received, long Sent, double? Load);
