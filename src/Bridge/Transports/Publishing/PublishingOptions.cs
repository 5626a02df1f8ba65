using Bridge.Messaging;

namespace Bridge.Transports.Publishing;

/// <summary>Who may publish over HTTP. Nobody, until one of these is set.</summary>
public sealed class PublishingOptions
{
    /// <summary>The shortest key, in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>Keys that may publish to every declared channel, sent as <c>Authorization: Bearer KEY</c> or <c>Bridge-Key: KEY</c>. At least 16 characters each.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>An authorization policy of the application's; who satisfies it may publish. Default none.</summary>
    public string? Policy { get; set; }

    /// <summary>Lets everybody publish who reaches the server: for load tests and closed networks only. Default false.</summary>
    public bool AllowAnyone { get; set; }

    /// <summary>Bytes of a batch's body. Default 1 MiB, 1 KiB to 64 MiB.</summary>
    public int MaxBatchBytes { get; set; } = 1 << 20;

    internal void Check(OptionFaults faults, string path = "Publishing")
    {
        faults.Between($"{path}.{nameof(MaxBatchBytes)}", MaxBatchBytes, 1 << 10, 64 << 20);
        for (var i = 0; i < ApiKeys.Count; i++)
        {
            if (ApiKeys[i].Length < MinKeyLength)
            {
                faults.Add($"{path}.{nameof(ApiKeys)}[{i}]", $"a key of {ApiKeys[i].Length} characters can be guessed; take at least {MinKeyLength} random ones.");
            }
        }
    }
}
