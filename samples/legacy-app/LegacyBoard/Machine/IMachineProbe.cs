namespace LegacyBoard.Machine;

/// <summary>Reads the machine. Rates are measured since the call before; the first call's rates are zero.</summary>
public interface IMachineProbe
{
    /// <summary>Where the figures come from, for people.</summary>
    string Source { get; }

    MachineFigures Read();
}
