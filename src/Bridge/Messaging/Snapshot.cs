namespace Bridge.Messaging;

/// <summary>The application's state, and the position after which to subscribe.</summary>
public readonly record struct Snapshot<TState>(TState State, Position Position);
