namespace Bridge.PollShapes;

/// <summary>In which order items stand.</summary>
public enum ItemsOrder : byte
{
    /// <summary>Oldest first.</summary>
    Asc,

    /// <summary>Newest first.</summary>
    Desc,
}
