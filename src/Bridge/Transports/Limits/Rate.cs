using System.Globalization;
using Bridge.Messaging;

namespace Bridge.Transports.Limits;

/// <summary>How much of something is allowed: on average, and at once after a rest.</summary>
/// <param name="PerSecond">On average, per second. 0.1 to 1 million.</param>
/// <param name="Burst">At once. 1 to 10 million.</param>
public sealed record Rate(double PerSecond, int Burst)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond} a second, {Burst} at once");

    internal static void Check(OptionFaults faults, string path, Rate? rate)
    {
        if (rate is not null)
        {
            faults.Between($"{path}.{nameof(PerSecond)}", rate.PerSecond, 0.1, 1_000_000).Between($"{path}.{nameof(Burst)}", rate.Burst, 1, 10_000_000);
        }
    }
}
