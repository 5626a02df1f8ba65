namespace Bridge.PollShapes;

/// <summary>How a backend learns that items arrived.</summary>
public enum AckMode : byte
{
    /// <summary>By the next request's cursor.</summary>
    Cursor,

    /// <summary>It doesn't care.</summary>
    None,

    /// <summary>It forgets what it has written: a lost answer is lost.</summary>
    OnRead,

    /// <summary>By a call.</summary>
    Call,
}
