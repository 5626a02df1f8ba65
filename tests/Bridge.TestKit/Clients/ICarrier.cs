using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>One way a session travels, from its first byte until it is cut, closed or told to leave.</summary>
internal interface ICarrier
{
    /// <summary>Gets as far as it can without the session: what fails here has cost nothing.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Carries the session.</summary>
    /// <returns>The <c>closed</c> that ended it; null when another carrier took over.</returns>
    Task<Envelope?> RunAsync(CancellationToken cancellationToken);
}
