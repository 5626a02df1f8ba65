using System.Globalization;

namespace LegacyBoard.Machine;

/// <summary>Writes into the team log when the processors have been busy for a while, and when they are not any more.</summary>
public sealed class CpuWatch
{
    private const double High = 85;
    private const double Calm = 60;
    private const int Seconds = 10;

    private bool _alarmed;
    private int _run;

    /// <summary>Takes one second's figure; says what to write, or null.</summary>
    public string? Judge(double cpu)
    {
        _run = (_alarmed ? cpu < Calm : cpu > High) ? _run + 1 : 0;
        if (_run < Seconds)
        {
            return null;
        }

        (_alarmed, _run) = (!_alarmed, 0);
        var percent = cpu.ToString("0", CultureInfo.InvariantCulture);
        return _alarmed ? $"CPU above {High} % for {Seconds} s, now {percent} %" : $"CPU calm again, now {percent} %";
    }
}
