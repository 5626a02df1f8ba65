namespace Bridge.Sessions;

/// <summary>How reading on for an old client ended.</summary>
internal enum AnswerStatus : byte
{
    /// <summary>The log doesn't hold the cursor, or no longer all that came after it: only the backend can answer.</summary>
    Unknown,

    /// <summary>There are messages.</summary>
    News,

    /// <summary>Nothing came within the wait.</summary>
    Nothing,
}
