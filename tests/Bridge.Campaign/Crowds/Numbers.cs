namespace Bridge.Campaign.Crowds;

/// <summary>Judges what one client is handed: the numbers of its channel, from 1 on, each once and in their order. What comes again with a position that was handled is dropped, as a client does.</summary>
internal sealed class Numbers
{
    private readonly HashSet<long> _missing = [];
    private string? _epoch;
    private long _offset;

    /// <summary>The greatest number handled; any thread may look.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Where it goes on: the position of the last message handled.</summary>
    public string? Position { get; private set; }

    public long Handled { get; private set; }

    /// <summary>Numbers that were passed over.</summary>
    public int Lost => _missing.Count;

    public int Doubled { get; private set; }

    public int Reordered { get; private set; }

    /// <summary>Messages of another life of the store than the first.</summary>
    public int Strange { get; private set; }

    /// <summary>The longest way of a message, from before it was published until it was handled.</summary>
    public TimeSpan Slowest { get; private set; }

    public bool IsSound => Lost + Doubled + Reordered + Strange == 0;

    private long _last;

    public void Handle(string position, long number, TimeSpan way)
    {
        var parts = position.Split('-');
        var offset = long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        _epoch ??= parts[0];
        if (parts[0] != _epoch)
        {
            Strange++;
        }
        else if (offset <= _offset)
        {
            return;
        }

        (_offset, Position) = (offset, position);
        Handled++;
        Slowest = way > Slowest ? way : Slowest;
        if (number <= _last)
        {
            _ = _missing.Remove(number) ? Reordered++ : Doubled++;
            return;
        }

        for (var passed = _last + 1; passed < number; passed++)
        {
            _missing.Add(passed);
        }

        Volatile.Write(ref _last, number);
    }

    public override string ToString() => $"{Handled} handled up to {Last}, {Lost} lost, {Doubled} doubled, {Reordered} reordered, {Strange} of another epoch";
}
