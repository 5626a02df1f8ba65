namespace Bridge.Forwarding;

/// <summary>Which <c>Host</c> the backend sees.</summary>
public enum HostPolicy
{
    /// <summary>The one the client named: links, redirects and cookies that the backend makes from it stay right.</summary>
    Client,

    /// <summary>The one in the backend's address, for backends that serve several sites and know themselves by their own name only.</summary>
    Backend,
}
