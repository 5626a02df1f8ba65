using System.Text.Json;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Migration;

/// <summary>How each endpoint is served now: what the configuration says, and what was switched at run time since. Every node looks once a second what another has switched.</summary>
internal sealed class StageBook(
    IRecordStore records, Publisher publisher, DeadlineWheel wheel, BridgeScheduler scheduler, ILogger<StageBook> logger) : Deadline, IDisposable
{
    /// <summary>Where open pages hear that an endpoint's stage changed.</summary>
    public static readonly ChannelName Channel = "bridge:stages";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3_650);

    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, StageRule> _configured = new Dictionary<string, StageRule>();
    private StageRecord _switched = new();
    private long _version;
    private bool _isStopped;

    /// <summary>The last switches, the newest first.</summary>
    public IReadOnlyList<StageChange> Changes => Volatile.Read(ref _switched).Changes;

    /// <summary>How the endpoint is served.</summary>
    public StageRule this[string shape] => Effective(Volatile.Read(ref _configured), Volatile.Read(ref _switched), shape);

    /// <summary>Begins to look what other nodes switch.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        wheel.Arm(this, Look);
    }

    /// <summary>Takes what the configuration says, now or again.</summary>
    public void Configure(IReadOnlyDictionary<string, StageRule> rules)
    {
        IReadOnlyList<string> changed;
        lock (_lock)
        {
            changed = Changed(rules, _switched);
            Volatile.Write(ref _configured, rules);
        }

        foreach (var shape in changed)
        {
            logger.StageConfigured(shape, this[shape].Settings.ToString());
        }

        _ = TellAsync(changed);
    }

    /// <summary>Switches an endpoint's stage, on all nodes and in all open pages.</summary>
    /// <param name="shape">The endpoint.</param>
    /// <param name="rule">How it is served from now on; null: as the configuration says.</param>
    /// <param name="who">Who switches, for the log.</param>
    /// <param name="cancellationToken">Gives up; it may have been switched all the same.</param>
    public async ValueTask SwitchAsync(string shape, StageRule? rule, string who, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await records.GetAsync(StageRecord.Key, cancellationToken).ConfigureAwait(false);
            var known = stored is null ? new StageRecord() : StageRecord.Read(stored.Value);
            var configured = Volatile.Read(ref _configured);
            var before = Effective(configured, known, shape).Settings;
            var after = (rule ?? Configured(configured, shape)).Settings;
            var change = new StageChange(shape, before.ToString(), after.ToString(), who, scheduler.Time.GetUtcNow());
            var next = known.With(change, rule is null ? null : new StageRecord.Entry(rule.Settings.ToString(), rule.Allow, rule.Deny, Configured(configured, shape).Text));
            if (await records.PutAsync(StageRecord.Key, next.Write(), stored?.Version ?? 0, Lifetime, cancellationToken).ConfigureAwait(false) is { } version)
            {
                logger.StageSwitched(shape, change.From, change.To, who);
                Take(next, version);
                await TellAsync([shape]).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopped = true;
        wheel.Disarm(this);
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => _ = LookAsync();

    private async Task LookAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            logger.StagesUnread(fault);
        }

        if (!_isStopped)
        {
            wheel.Arm(this, Look);
        }
    }

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var stored = await records.GetAsync(StageRecord.Key, cancellationToken).ConfigureAwait(false);
        if ((stored?.Version ?? 0) != Volatile.Read(ref _version))
        {
            Take(stored is null ? new StageRecord() : StageRecord.Read(stored.Value), stored?.Version ?? 0);
        }
    }

    private void Take(StageRecord record, long version)
    {
        lock (_lock)
        {
            Volatile.Write(ref _switched, record);
            Volatile.Write(ref _version, version);
        }
    }

    /// <summary>The endpoints that are served otherwise by these rules.</summary>
    private List<string> Changed(IReadOnlyDictionary<string, StageRule> rules, StageRecord switched) =>
        [.. _configured.Keys.Union(rules.Keys).Where(shape => Effective(_configured, switched, shape).Text != Effective(rules, switched, shape).Text)];

    private async Task TellAsync(IReadOnlyList<string> shapes)
    {
        foreach (var shape in shapes)
        {
            try
            {
                await publisher.PublishAsync(Channel, Payload.Json(JsonSerializer.SerializeToUtf8Bytes(new StageNews(shape), MigrationJson.Default.StageNews)), null, null, CancellationToken.None).ConfigureAwait(false);
            }
            catch (BridgeException fault)
            {
                logger.StagesUntold(shape, fault);
            }
        }
    }

    private static StageRule Effective(IReadOnlyDictionary<string, StageRule> configured, StageRecord switched, string shape)
    {
        var said = Configured(configured, shape);
        return switched.Entries.TryGetValue(shape, out var entry) && entry.Over == said.Text && entry.Rule is { } rule ? rule : said;
    }

    private static StageRule Configured(IReadOnlyDictionary<string, StageRule> configured, string shape) => configured.GetValueOrDefault(shape, StageRule.Default);
}
