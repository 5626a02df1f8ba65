namespace Bridge.Messaging;

/// <summary>The public name of a session: safe to log, worth nothing to a thief.</summary>
/// <param name="Value">16 characters of base64url (96 random bits).</param>
public readonly record struct SessionId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
