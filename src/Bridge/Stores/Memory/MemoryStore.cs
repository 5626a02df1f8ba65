using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>The four memory stores together, so that two hosts in one process can share them.</summary>
/// <param name="retention">What channels keep.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Gives the epoch.</param>
/// <param name="retentionOf">What one channel keeps instead; see <see cref="MemoryChannelLog"/>.</param>
/// <param name="maxSessions">How many sessions there may be at once.</param>
public sealed class MemoryStore(
    Retention retention, TimeProvider time, IRandomSource random, Func<ChannelName, Retention?>? retentionOf = null, int maxSessions = 100_000)
{
    /// <summary>The channels.</summary>
    public MemoryChannelLog Log { get; } = new(retention, time, random, retentionOf);

    /// <summary>The sessions.</summary>
    public MemorySessionStore Sessions { get; } = new(maxSessions);

    /// <summary>The records.</summary>
    public MemoryRecordStore Records { get; } = new(time);

    /// <summary>The hints.</summary>
    public MemoryBackplane Backplane { get; } = new();
}
