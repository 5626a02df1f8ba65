namespace Bridge.PollShapes;

/// <summary>What a request's body holds.</summary>
public enum RequestBody : byte
{
    /// <summary>No body.</summary>
    None,

    /// <summary>Parameters, percent-encoded.</summary>
    Form,

    /// <summary>A JSON object.</summary>
    Json,

    /// <summary>Text.</summary>
    Text,
}
