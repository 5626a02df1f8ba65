namespace Bridge.PollShapes;

/// <summary>How the backend learns that items arrived.</summary>
public sealed record ShapeAck
{
    /// <summary>How. Default cursor.</summary>
    public AckMode Mode { get; init; }

    /// <summary>The call (with <c>mode: call</c>).</summary>
    public ShapeCall? Call { get; init; }
}
