using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>How long and how much channels keep. Nothing else ever trims a log: neither delivery nor acknowledgement.</summary>
public sealed record Retention
{
    /// <summary>Messages per channel. Default 10 000, at least 1.</summary>
    public int MaxMessages { get; init; } = 10_000;

    /// <summary>Payload bytes per channel; one message is always kept. Default 8 MiB, at least 1 KiB.</summary>
    public long MaxBytes { get; init; } = 8 << 20;

    /// <summary>How long a message is kept. Default 10 minutes, at least 1 second.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Payload bytes of all channels together; beyond it publishing is refused (<c>store_full</c>) until messages expire. Default 256 MiB, at least 1 KiB.</summary>
    public long StoreBytes { get; init; } = 256 << 20;

    /// <summary>How many channels may ever have had a message; each keeps a head of about 350 bytes. Default 100 000, at least 1.</summary>
    public int MaxChannels { get; init; } = 100_000;

    /// <summary>How long dedupe keys are remembered. Default 24 hours, at least 1 minute.</summary>
    public TimeSpan DedupeAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Dedupe keys remembered per channel; the oldest are forgotten first. Default 10 000, at least 1.</summary>
    public int DedupeKeys { get; init; } = 10_000;

    /// <summary>Says what is out of range.</summary>
    public void Check(OptionFaults faults, string path = "Retention") => faults
        .Between($"{path}.{nameof(MaxMessages)}", MaxMessages, 1, 100_000_000)
        .Between($"{path}.{nameof(MaxBytes)}", MaxBytes, 1024, long.MaxValue)
        .Between($"{path}.{nameof(MaxAge)}", MaxAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500))
        .Between($"{path}.{nameof(StoreBytes)}", StoreBytes, 1024, long.MaxValue)
        .Between($"{path}.{nameof(MaxChannels)}", MaxChannels, 1, 100_000_000)
        .Between($"{path}.{nameof(DedupeAge)}", DedupeAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(36_500))
        .Between($"{path}.{nameof(DedupeKeys)}", DedupeKeys, 1, 100_000_000);
}
