using Bridge.Messaging;

namespace Bridge.Migration;

/// <summary>How old pages are moved.</summary>
public sealed class MigrationOptions
{
    /// <summary>How often a page that takes its answers from the push stream asks the backend all the same, to see that both say the same; varied by a fifth. Default 2 minutes, 0 (never) to 1 day.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a page waits for the push stream to come up or back, before its polls go to the network again. Default 5 s, 100 ms to 1 minute.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whoever may switch stages: a name and a key of at least 16 characters each, given as user and password (RFC 7617) or as bearer <c>name:key</c>. Default nobody.</summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Proposes a shape from examples of an unknown poll, as JSON; null where it can't.</summary>
    internal Func<IReadOnlyList<StrangeExchange>, string?>? Propose { get; set; }

    internal void Check(OptionFaults faults)
    {
        faults
            .Between("Migration.Audit", Audit, TimeSpan.Zero, TimeSpan.FromDays(1))
            .Between("Migration.Patience", Patience, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        foreach (var (name, key) in Keys)
        {
            if (name.Length == 0 || name.Contains(':') || key.Length < 16)
            {
                faults.Add($"Migration.Keys[\"{name}\"]", "needs a name without a colon, and a key of at least 16 characters.");
            }
        }
    }
}
