namespace Bridge.PollShapes;

/// <summary>By what items are told apart.</summary>
public enum DedupeBy : byte
{
    /// <summary>By <c>items.id</c>.</summary>
    Id,
}
