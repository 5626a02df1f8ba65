using System.Collections;

namespace Bridge.Campaign.Judging;

/// <summary>Somebody who says the numbers from 1 on, in order, into one channel: a publisher, or a client that submits.</summary>
/// <param name="name">Its name; a message of its is <c>name:number</c>, perhaps with padding behind.</param>
/// <param name="channel">Where its messages belong.</param>
internal sealed class Source(string name, string channel)
{
    private readonly Lock _lock = new();
    private readonly BitArray _delivered = new(1 << 16);
    private long _attempted;
    private long _settled;
    private int _distinct;

    public string Name => name;

    public string Channel => channel;

    /// <summary>The highest number that may have reached the server.</summary>
    public long Attempted
    {
        get => Volatile.Read(ref _attempted);
        set => Volatile.Write(ref _attempted, value);
    }

    /// <summary>All numbers up to here have been accepted, or refused for good.</summary>
    public long Settled
    {
        get => Volatile.Read(ref _settled);
        set => Volatile.Write(ref _settled, value);
    }

    /// <summary>How many different numbers reached at least one reader.</summary>
    public int Distinct => Volatile.Read(ref _distinct);

    /// <summary>A reader got it.</summary>
    public void Delivered(long number)
    {
        lock (_lock)
        {
            if (number >= _delivered.Length)
            {
                _delivered.Length = (int)number * 2;
            }

            _distinct += _delivered[(int)number] ? 0 : 1;
            _delivered[(int)number] = true;
        }
    }
}
