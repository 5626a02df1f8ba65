namespace Bridge.Transports.Limits;

/// <summary>What somebody has spent of a rate: a bucket that leaks. Whoever has anything left may overdraw it once, and pays the debt by waiting.</summary>
/// <remarks>A whole body of intents can so be charged at once, and a client whose every body is larger than the burst still gets on.</remarks>
internal struct Budget
{
    private const double Rounding = 1e-6;

    private double _spent;
    private long _at;

    /// <summary>Spends, or says false when nothing is left.</summary>
    /// <param name="rate">What is allowed.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="cost">How much; more than a burst counts as a burst.</param>
    public bool Spend(Rate rate, long now, int cost = 1)
    {
        if (IsSpent(rate, now))
        {
            return false;
        }

        _spent += Math.Min(cost, rate.Burst);
        return true;
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsSpent(Rate rate, long now)
    {
        _spent = Math.Max(0, _spent - ((now - _at) * rate.PerSecond / 1_000));
        _at = now;
        return _spent > rate.Burst - 1 + Rounding;
    }

    /// <summary>How long until something is left. In milliseconds, at least one.</summary>
    public readonly long Wait(Rate rate) => Math.Max(1, (long)Math.Ceiling(((_spent - rate.Burst + 1) * 1_000 / rate.PerSecond) - Rounding));
}
