using Bridge.Messaging;

namespace Bridge.Transports.LongPolling;

/// <summary>How polls are read and held. How long is <c>Sessions.Hold</c>.</summary>
public sealed class LongPollingOptions
{
    /// <summary>How often a parked poll shows life to the proxies on its way: its headers and a space, then a space each time. Default 8 s, 100 ms to 10 minutes.</summary>
    public TimeSpan LifeSignInterval { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Bytes of a request's body. Default 256 KiB, 1 KiB to 64 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 256 << 10;

    internal void Check(OptionFaults faults, string path = "LongPolling") => faults
        .Between($"{path}.{nameof(LifeSignInterval)}", LifeSignInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
        .Between($"{path}.{nameof(MaxBodyBytes)}", MaxBodyBytes, 1 << 10, 64 << 20);
}
