using System.Globalization;
using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>This node among those that poll: one record, renewed every so often, that all of its leases hang on.</summary>
/// <remarks>
/// It counts for so long from the moment at which the last renewal was <em>sent</em>, by this node's own monotonic clock; the others count from the moment at which they have <em>seen</em> it, by theirs.
/// So no wall clock is ever compared with another one, and the holder is always the first to know. Once it has run out, all that hung on it has to be claimed again: an era ends.
/// </remarks>
internal sealed class UpstreamNode(UpstreamParts parts, Action lapsed)
{
    private const long Never = long.MinValue;

    private static readonly TimeSpan Life = TimeSpan.FromDays(1); // never judged by: stores expire by wall clocks

    private readonly string _key = KeyOf(parts.Node);
    private readonly byte[] _value = Encoding.ASCII.GetBytes(((long)parts.Options.Lease.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiting = []; // for the renewal that is under way
    private long _until = Never;
    private long _sent = Never;
    private long _version;
    private int _era;
    private int _turns;

    /// <summary>Its name: another one with each start.</summary>
    public string Name => parts.Node;

    /// <summary>What is claimed now holds as long as this number stands.</summary>
    public int Era => Volatile.Read(ref _era);

    /// <summary>In how many ms its leases run out; null: it has none.</summary>
    public long? Left => Volatile.Read(ref _until) is var until and not Never ? until - parts.Scheduler.Milliseconds : null;

    /// <summary>Whether it is time to renew.</summary>
    public bool IsDue => _sent == Never || parts.Scheduler.Milliseconds - _sent >= Renewed.TotalMilliseconds;

    private TimeSpan Renewed => parts.Options.Lease * 3 / 16; // it is looked at every eighth: in practice each fourth of the lease

    /// <summary>The key of a node's record.</summary>
    public static string KeyOf(string node) => $"upstream:node:{node}";

    /// <summary>How long a node's leases hold, as its record says.</summary>
    public static TimeSpan? LeaseOf(StoredRecord record) =>
        long.TryParse(record.Value.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>Another turn at some scope begins.</summary>
    public long NextTurn() => Interlocked.Increment(ref _turns);

    /// <summary>Whether what was claimed in that era still holds, by the clock as it is now.</summary>
    public bool Holds(int era) => era == Era && Left > 0;

    /// <summary>Looks at the clock: were we away for too long?</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (Left is null or > 0)
            {
                return;
            }

            End();
        }

        lapsed();
    }

    /// <summary>Sees to it that the record counts.</summary>
    /// <returns>The era.</returns>
    public async ValueTask<int> EnsureAsync()
    {
        Look();
        var era = Era;
        if (!Holds(era))
        {
            await RenewAsync().ConfigureAwait(false);
            era = Era;
        }

        return era;
    }

    /// <summary>Renews; whoever comes meanwhile waits for the same renewal.</summary>
    public Task RenewAsync()
    {
        var done = new TaskCompletionSource(); // one for each who waits: where several wait for the same task, some of them go on in the thread pool
        lock (_lock)
        {
            _waiting.Add(done);
            if (_waiting.Count > 1)
            {
                return done.Task;
            }
        }

        _ = RenewForAllAsync();
        return done.Task;
    }

    /// <summary>Nothing hangs on it any more: the others needn't wait.</summary>
    public async ValueTask LeaveAsync()
    {
        bool isRenewing;
        lock (_lock)
        {
            End();
            isRenewing = _waiting.Count > 0;
        }

        if (isRenewing)
        {
            await RenewAsync().ConfigureAwait(false);
        }

        if (_version != 0)
        {
            await parts.Records.DeleteAsync(_key, _version, CancellationToken.None).ConfigureAwait(false);
            _version = 0;
        }
    }

    private async Task RenewForAllAsync()
    {
        Exception? failed = null;
        try
        {
            await PutAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            failed = fault;
        }

        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var done in waiting)
        {
            if (failed is null)
            {
                done.SetResult();
            }
            else
            {
                done.SetException(failed);
            }
        }
    }

    private async ValueTask PutAsync()
    {
        while (true)
        {
            var sent = _sent = parts.Scheduler.Milliseconds;
            if (await parts.Records.PutAsync(_key, _value, _version, Life, CancellationToken.None).ConfigureAwait(false) is { } version)
            {
                _version = version;
                Prolong(sent);
                return;
            }

            // Nobody else writes it. It is ours, from a call whose answer never came; or somebody took us for dead, or the store forgot: then our leases may be others' already.
            var found = await parts.Records.GetAsync(_key, CancellationToken.None).ConfigureAwait(false);
            if (found is null && _version != 0)
            {
                lock (_lock)
                {
                    End();
                }

                lapsed();
            }

            _version = found?.Version ?? 0;
        }
    }

    private void Prolong(long sent)
    {
        Look(); // it may have run out while the store took its time
        Volatile.Write(ref _until, sent + (long)(parts.Options.Lease * 15 / 16).TotalMilliseconds); // a sixteenth less than the others wait: deadlines come a little late
    }

    private void End()
    {
        Volatile.Write(ref _until, Never);
        _era++;
    }
}
