using System.Text;
using Bridge.Messaging;

namespace Bridge;

/// <summary>What the names of private channels and the tickets to them are made with: configured, so that all nodes have the same, or a new one with each start.</summary>
internal sealed class ShapeSecret(BridgeOptions options, IRandomSource random)
{
    /// <summary>The key.</summary>
    public byte[] Key { get; } = Encoding.UTF8.GetBytes(options.Upstream.ScopeSecret ?? random.NextText(32));
}
