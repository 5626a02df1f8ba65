namespace Bridge.Simulation.Network;

/// <summary>What came back of a request.</summary>
internal sealed record Answer(int Status, byte[] Body);
