using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>What <c>error.type</c> says of a fault: our code, or the exception's type. Never its message, which may repeat what came from outside.</summary>
internal static class Faults
{
    public static string TypeOf(Exception fault) => fault is BridgeException refused ? refused.Refusal.Code : fault.GetType().FullName ?? "_OTHER";
}
