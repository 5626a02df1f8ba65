namespace Bridge.Messaging;

/// <summary>Something was refused; <see cref="Refusal"/> says why, in a form that can be told to a client.</summary>
public sealed class BridgeException(Refusal refusal, string? detail = null, Exception? cause = null)
    : Exception(detail is null ? refusal.Text : $"{refusal.Text} {detail}", cause)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
