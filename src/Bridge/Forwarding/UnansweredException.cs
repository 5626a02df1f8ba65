namespace Bridge.Forwarding;

/// <summary>The backend closed the connection without a byte of an answer.</summary>
internal sealed class UnansweredException() : IOException("The backend closed the connection without an answer.");
