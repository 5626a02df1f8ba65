namespace Bridge.PollShapes;

/// <summary>A write that belongs to the endpoint.</summary>
public sealed record ShapeSend
{
    /// <summary>Its method. Default POST.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Its path, as in <c>match</c>. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>What to do with it. Default pass.</summary>
    public SendAction Do { get; init; }
}
