namespace Bridge.Forwarding;

/// <summary>There is no connection to the backend, so nothing of the request was sent.</summary>
/// <param name="cause">Why, in words that tell a client nothing about the network behind this server.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class UnreachableException(string cause, Exception inner) : IOException($"The backend can't be reached: {cause}.", inner)
{
    /// <summary>Why, as a client may be told.</summary>
    public string Cause => cause;
}
