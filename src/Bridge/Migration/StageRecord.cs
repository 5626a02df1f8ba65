using System.Text.Json;

namespace Bridge.Migration;

/// <summary>The stages that were switched at run time, as they are kept: one record for all nodes, which a restart finds again.</summary>
internal sealed record StageRecord
{
    /// <summary>Where it is kept.</summary>
    public const string Key = "migration:stages";

    private const int KeptChanges = 100;

    /// <summary>What was switched, by shape.</summary>
    public IReadOnlyDictionary<string, Entry> Entries { get; init; } = new Dictionary<string, Entry>();

    /// <summary>The last switches, the newest first.</summary>
    public IReadOnlyList<StageChange> Changes { get; init; } = [];

    /// <summary>Reads it; nothing when it is none of ours: what the configuration says counts then.</summary>
    public static StageRecord Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, MigrationJson.Default.StageRecord) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    /// <summary>The bytes.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MigrationJson.Default.StageRecord);

    /// <summary>With one switch more; null takes the entry out.</summary>
    public StageRecord With(StageChange change, Entry? entry)
    {
        var entries = new Dictionary<string, Entry>(Entries);
        if (entry is null)
        {
            entries.Remove(change.Shape);
        }
        else
        {
            entries[change.Shape] = entry;
        }

        return new StageRecord { Entries = entries, Changes = [change, .. Changes.Take(KeptChanges - 1)] };
    }

    /// <summary>One endpoint's.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Allow">Who is always in.</param>
    /// <param name="Deny">Who is never in.</param>
    /// <param name="Over">What the configuration said then: once it says something else, the configuration is the newer word.</param>
    public sealed record Entry(string Stage, IReadOnlyList<string> Allow, IReadOnlyList<string> Deny, string Over)
    {
        /// <summary>What it says; null when it can't be read.</summary>
        public StageRule? Rule => StageSettings.TryParse(Stage, out var settings, out _) ? new StageRule { Settings = settings, Allow = Allow, Deny = Deny } : null;
    }
}
