namespace Bridge.Messaging;

/// <summary>What became of a batch.</summary>
/// <param name="Last">The position of its last message.</param>
/// <param name="Duplicate">It had been accepted before, under the same idempotency key.</param>
public readonly record struct PublishResult(Position Last, bool Duplicate);
