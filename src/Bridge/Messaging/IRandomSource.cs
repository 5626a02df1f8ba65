namespace Bridge.Messaging;

/// <summary>Where the core takes randomness: the operating system's generator in a program, a seed in a simulation.</summary>
public interface IRandomSource
{
    /// <summary>Fills the span with random bytes fit for secrets.</summary>
    void Fill(Span<byte> destination);
}
