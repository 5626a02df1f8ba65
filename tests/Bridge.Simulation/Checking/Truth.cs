using Bridge.Messaging;

namespace Bridge.Simulation.Checking;

/// <summary>One accepted message.</summary>
/// <param name="Item">The number in its payload.</param>
/// <param name="Audience">Who it is for.</param>
/// <param name="At">When it was appended, in ticks.</param>
/// <param name="BytesBefore">The payload bytes of the channel before it.</param>
/// <param name="Bytes">Its own.</param>
internal readonly record struct Truth(long Item, Audience Audience, long At, long BytesBefore, int Bytes);
