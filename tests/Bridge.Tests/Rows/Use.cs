namespace Bridge.Tests.Rows;

/// <summary>What a shape is used for.</summary>
public enum Use
{
    /// <summary>The bridge polls the backend.</summary>
    Upstream,

    /// <summary>The bridge answers the backend's old clients.</summary>
    Answer,
}
