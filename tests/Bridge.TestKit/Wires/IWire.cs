using System.Text.Json.Nodes;

namespace Bridge.TestKit.Wires;

/// <summary>One way to carry <c>bridge.v1</c>, with as little of a client as it takes: what is said and heard is the test's.</summary>
public interface IWire : IAsyncDisposable
{
    /// <summary>Says these envelopes together.</summary>
    Task SayAsync(params JsonObject[] envelopes);

    /// <summary>The next envelope, pings left out; null when the wire has ended.</summary>
    /// <exception cref="TimeoutException">Nothing came for 20 s.</exception>
    Task<Envelope?> NextAsync();
}
