namespace Bridge.Forwarding;

/// <summary>What happens to the headers that say who asked first: <c>X-Forwarded-*</c>, <c>Forwarded</c> and <c>X-Real-IP</c>.</summary>
public enum ForwardedPolicy
{
    /// <summary>
    /// What came with the request is dropped, because anybody can write it, and <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> say what this server saw. From known proxies it is kept and added to.
    /// </summary>
    Set,

    /// <summary>Nothing is touched: what clients write, the backend reads.</summary>
    Off,
}
