using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>All leases that this node holds or follows: one place on the wheel looks after them, however many there are.</summary>
/// <remarks>
/// Each eighth of the lease: the node's own record is renewed when it is time; the record of each node that is followed is looked at once; and a few of the followed leases are read again, in turn, in case a
/// hint was lost. Nothing is done while there is no lease.
/// </remarks>
internal sealed class UpstreamLeases : Deadline, IWork, IDisposable
{
    private const int MostRereads = 64; // per tick

    private readonly UpstreamParts _parts;
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelName, UpstreamLease> _leases = [];
    private readonly Dictionary<ChannelName, UpstreamLease> _byHint = [];
    private readonly IDisposable _listening;
    private TaskCompletionSource? _ended;
    private bool _isArmed;
    private bool _isLooking;
    private uint _turn;

    public UpstreamLeases(UpstreamParts parts)
    {
        _parts = parts;
        Node = new UpstreamNode(parts, OnLapsed);
        Sightings = new NodeSightings(parts.Records, parts.Scheduler, parts.Options.Lease);
        _listening = parts.Backplane.Listen(OnSignal);
    }

    /// <summary>This node.</summary>
    public UpstreamNode Node { get; }

    /// <summary>The others.</summary>
    public NodeSightings Sightings { get; }

    /// <summary>Whether the host ends: what is not wanted is given back at once.</summary>
    public bool IsEnding => Volatile.Read(ref _ended) is not null;

    private TimeSpan Tick => _parts.Options.Lease / 8;

    /// <summary>What hints about a channel's lease are called: like a channel that has no messages, so that backplanes need not know of it.</summary>
    public static ChannelName HintOf(ChannelName channel) => "bridge:lease:" + Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(channel.Value)).AsSpan(0, 18));

    /// <summary>The lease of a scope, for a poll that wants it. Leave it when done.</summary>
    public UpstreamLease Come(UpstreamScope scope)
    {
        lock (_lock)
        {
            if (!_leases.TryGetValue(scope.Channel, out var lease))
            {
                lease = new UpstreamLease(scope, this, _parts);
                _leases.Add(scope.Channel, lease);
                _byHint.Add(lease.Hint, lease);
            }

            lease.Come();
            if (!_isArmed)
            {
                _isArmed = true;
                _parts.Wheel.Arm(this, Tick);
            }

            return lease;
        }
    }

    /// <summary>Nobody here has anything to do with it any more.</summary>
    public void Forget(UpstreamLease lease)
    {
        lock (_lock)
        {
            if (lease.IsOver && _leases.GetValueOrDefault(lease.Channel) == lease) // another may have come for it meanwhile
            {
                _leases.Remove(lease.Channel);
                _byHint.Remove(lease.Hint);
                if (_leases.Count == 0)
                {
                    _ended?.TrySetResult();
                }
            }
        }
    }

    /// <summary>Tells the other nodes to look.</summary>
    public void Tell(ChannelName hint, bool isWanted) => _parts.Backplane.Send(new Signal(hint, default, isWanted ? 1 : 0));

    /// <summary>Gives everything back, so that nobody has to wait until it runs out.</summary>
    public async Task EndAsync()
    {
        Task ended;
        lock (_lock)
        {
            _ended ??= new TaskCompletionSource();
            ended = _ended.Task;
            if (_leases.Count == 0)
            {
                _ended.TrySetResult();
            }
        }

        Array.ForEach(All, lease => lease.Tick());
        await ended.ConfigureAwait(false);
        Dispose();
        try
        {
            await Node.LeaveAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // then it runs out
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listening.Dispose();
        _parts.Wheel.Disarm(this);
    }

    /// <inheritdoc/>
    public void Run()
    {
        Node.Look();
        var leases = All;
        lock (_lock)
        {
            _isArmed = leases.Length > 0 || _leases.Count > 0;
            if (!_isArmed)
            {
                return;
            }
        }

        if (Node.IsDue && Array.Exists(leases, lease => lease.IsHeld))
        {
            _ = RenewAsync();
        }

        Array.ForEach(leases, lease => lease.Tick());
        if (!Interlocked.Exchange(ref _isLooking, true))
        {
            _ = LookAsync(leases);
        }

        _parts.Wheel.Arm(this, Node.Left is { } left && left < Tick.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(left, 1)) : Tick);
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => _parts.Scheduler.Post(this);

    private UpstreamLease[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _leases.Values];
            }
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await Node.RenewAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Tried again at the next tick; when that goes on, the leases run out, and who claims them tells what is wrong.
        }
    }

    /// <summary>Looks at those who are followed.</summary>
    private async Task LookAsync(UpstreamLease[] leases)
    {
        try
        {
            var followed = leases.Where(lease => lease.IsFollowed).ToArray();
            for (var count = Math.Min(followed.Length, MostRereads); count > 0; count--)
            {
                followed[(int)(_turn++ % followed.Length)].Reread();
            }

            foreach (var held in followed.GroupBy(lease => lease.Holder).ToArray())
            {
                if (held.Key is { } holder && await Sightings.IsGoneAsync(holder).ConfigureAwait(false))
                {
                    Array.ForEach([.. held], lease => lease.Changed());
                }
            }
        }
        catch (Exception)
        {
            // The store is away: nobody can be judged by what we didn't see.
        }

        Volatile.Write(ref _isLooking, false);
    }

    private void OnLapsed() => Array.ForEach(All, lease => lease.Lapsed());

    private void OnSignal(Signal signal)
    {
        UpstreamLease? lease;
        lock (_lock)
        {
            if (!_byHint.TryGetValue(signal.Channel, out lease))
            {
                return;
            }
        }

        if (signal.Number == 1)
        {
            lease.WantedElsewhere();
        }
        else
        {
            lease.Changed();
        }
    }
}
