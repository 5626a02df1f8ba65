using Bridge.Messaging;

namespace Bridge.TestKit.Clients;

/// <summary>One message as a client's handler saw it.</summary>
public readonly record struct Seen(string Channel, Position Position, string Payload);
