namespace LegacyApp.Compare;

/// <summary>What the sliders of /compare set, for everybody who looks at it.</summary>
internal sealed class CompareSettings
{
    public const int MostDelay = 300;
    public const int MostRate = 100;

    private volatile int _delay;
    private volatile int _rate = 10;

    /// <summary>Milliseconds added to every byte, each way. 0 to 300, default 0.</summary>
    public int Delay => _delay;

    /// <summary>Messages a second. 1 to 100, default 10.</summary>
    public int Rate => _rate;

    public bool TrySetDelay(int milliseconds)
    {
        var fits = milliseconds is >= 0 and <= MostDelay;
        _delay = fits ? milliseconds : _delay;
        return fits;
    }

    public bool TrySetRate(int perSecond)
    {
        var fits = perSecond is >= 1 and <= MostRate;
        _rate = fits ? perSecond : _rate;
        return fits;
    }
}
