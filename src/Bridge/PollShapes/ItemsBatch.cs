namespace Bridge.PollShapes;

/// <summary>How many items the bridge answers at once.</summary>
public enum ItemsBatch : byte
{
    /// <summary>As many as there are.</summary>
    Many,

    /// <summary>One: for formats that can't be merged.</summary>
    One,
}
