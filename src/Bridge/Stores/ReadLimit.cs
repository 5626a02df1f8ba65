namespace Bridge.Stores;

/// <summary>How much to read.</summary>
/// <param name="Messages">At most so many messages.</param>
/// <param name="Bytes">Stop before the message with which the payloads exceed this; the first message always counts as fitting.</param>
public readonly record struct ReadLimit(int Messages, int Bytes);
