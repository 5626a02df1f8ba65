using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>One session's place: its lock and its newest record.</summary>
internal sealed class MemorySession(SessionTokenHash token, SessionRecord record)
{
    private volatile SessionRecord? _record = record;

    public SessionTokenHash Token => token;

    /// <summary>The newest record; null once the session is forgotten. Written only with the session locked.</summary>
    public SessionRecord? Record
    {
        get => _record;
        set => _record = value;
    }
}
