namespace Bridge.Messaging;

/// <summary>The one seam through which the core runs later: a thread pool in a program, a seeded queue in a simulation.</summary>
public abstract class BridgeScheduler
{
    /// <summary>The clock.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>Runs the work soon, never within this call.</summary>
    public abstract void Post(IWork work);

    /// <summary>Milliseconds of the monotonic clock; only differences mean anything.</summary>
    public long Milliseconds => (long)(Time.GetTimestamp() * (1000.0 / Time.TimestampFrequency));
}
