namespace Bridge.PollShapes;

/// <summary>How a parameter's value is written.</summary>
public enum RequestEncoding : byte
{
    /// <summary>As text; in a JSON body as a string, or as a number where the variable is one.</summary>
    Plain,

    /// <summary>As a JSON text.</summary>
    Json,
}
