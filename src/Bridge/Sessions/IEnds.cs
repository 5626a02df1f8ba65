using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Something that waits for news, and can be told that it is over.</summary>
internal interface IEnds
{
    /// <summary>Who waits.</summary>
    Caller Caller { get; }

    /// <summary>Says that it is over. The first reason counts.</summary>
    void End(CloseReason reason);
}
