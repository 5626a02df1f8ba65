using Bridge.TestKit;

namespace Bridge.Fuzz;

/// <summary>One place that reads bytes from outside, and what must be true of it whatever the bytes are. Used by one thread.</summary>
internal abstract class Target
{
    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Its share of a campaign.</summary>
    public virtual int Weight => 12;

    /// <summary>The longest input that is made.</summary>
    public virtual int MaxLength => 512;

    /// <summary>Inputs to begin with: most are understood.</summary>
    public abstract IReadOnlyList<byte[]> Examples { get; }

    /// <summary>Words that this place knows: mutations put them in.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>A fresh input, made by the place's own grammar.</summary>
    public virtual byte[] Generate(SeededRandom random) => random.Pick(Examples);

    /// <summary>Reads the input and judges what came of it; any exception is a failure.</summary>
    public abstract Outcome Run(byte[] input);

    /// <summary>What was read before this input and may have had a part in what came of it.</summary>
    public virtual IReadOnlyList<byte[]> History => [];

    /// <summary>Forgets all that was read.</summary>
    public virtual void Reset()
    {
    }
}
