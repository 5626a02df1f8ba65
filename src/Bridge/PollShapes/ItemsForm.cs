namespace Bridge.PollShapes;

/// <summary>How items stand in an answer.</summary>
public enum ItemsForm : byte
{
    /// <summary>A JSON array.</summary>
    Array,

    /// <summary>One JSON value.</summary>
    Single,

    /// <summary>A JSON object of names and items.</summary>
    Map,

    /// <summary>The whole body, as text, is one item.</summary>
    Text,
}
