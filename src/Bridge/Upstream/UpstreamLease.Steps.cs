namespace Bridge.Upstream;

/// <content>What is done about it, one step at a time: nothing here runs beside another step of the same lease.</content>
internal sealed partial class UpstreamLease
{
    private ValueTask DoAsync(Step step) => step switch
    {
        Step.Claim => ClaimAsync(),
        Step.Reread => RereadAsync(),
        Step.Tell => TellAsync(),
        _ => ReturnAsync(),
    };

    private async ValueTask ClaimAsync()
    {
        var era = await leases.Node.EnsureAsync().ConfigureAwait(false);
        var (known, version) = Owed();
        var isRead = false;
        while (known is null || await IsFreeAsync(known).ConfigureAwait(false))
        {
            var mine = new LeaseRecord(leases.Node.Name, leases.Node.NextTurn()) { Phase = UpstreamPhase.Polling };
            Owe(mine); // it may be written though nobody tells us
            if (await _keeper.ClaimAsync(mine, version).ConfigureAwait(false) is { } claimed)
            {
                Take(new UpstreamHold(leases.Node, era, mine, claimed) { Moved = Moved }, isRead);
                return;
            }

            (known, version) = await _keeper.ReadAsync().ConfigureAwait(false);
            isRead = true;
        }

        Follow(known, version);
    }

    private (LeaseRecord? Record, long Version) Owed()
    {
        lock (_lock)
        {
            return _owed is { } owed ? owed : (null, 0);
        }
    }

    private void Owe(LeaseRecord mine)
    {
        lock (_lock)
        {
            _owed = (mine, 0);
        }
    }

    /// <summary>Whether nobody has it who is alive, and nobody is to rest.</summary>
    private async ValueTask<bool> IsFreeAsync(LeaseRecord known) =>
        known.Node is { } holder && (holder == leases.Node.Name || await leases.Sightings.IsGoneAsync(holder).ConfigureAwait(false));

    /// <summary>Looks whether what is known of the holder is still so.</summary>
    private async ValueTask RereadAsync()
    {
        var (known, version) = await _keeper.ReadAsync().ConfigureAwait(false);
        if (known is null || known.Node != _view.Holder)
        {
            Changed();
        }
        else
        {
            Follow(known, version);
        }
    }

    private void Follow(LeaseRecord known, long version)
    {
        lock (_lock)
        {
            _owed = null; // another has it: whatever we had written is gone
            if (!_view.Take(known, version))
            {
                return;
            }
        }

        leases.Tell(Hint, isWanted: true);
    }

    private void Take(UpstreamHold hold, bool isTold)
    {
        TaskCompletionSource<UpstreamHold>? waiting;
        lock (_lock)
        {
            _hold = hold;
            _owed = null;
            _news.Begin();
            (waiting, _waiting) = (_waiting, null);
            _isReturnDue |= !_isWanted && leases.IsEnding;
        }

        if (isTold)
        {
            leases.Tell(Hint, isWanted: false);
        }

        if (waiting is not null)
        {
            parts.Scheduler.Post(new LeaseDelivery(waiting, hold));
        }
    }

    private async ValueTask TellAsync()
    {
        UpstreamHold hold;
        LeaseRecord record;
        lock (_lock)
        {
            if (_hold is null || _news.Take(_hold.Record) is not { } news)
            {
                return;
            }

            (hold, record) = (_hold, news);
        }

        if (await _keeper.TellAsync(hold, record).ConfigureAwait(false))
        {
            leases.Tell(Hint, isWanted: false);
        }
        else
        {
            Lapsed(); // somebody else has it, and we didn't know
        }
    }

    private async ValueTask ReturnAsync()
    {
        (LeaseRecord Record, long Version) owed;
        LeaseRecord? stopped;
        lock (_lock)
        {
            owed = _owed!.Value;
            stopped = _rest > TimeSpan.Zero ? _news.Take(owed.Record) : null;
        }

        await (stopped is null ? _keeper.ReturnAsync(owed.Record, owed.Version) : _keeper.StopAsync(stopped, owed.Version, _rest)).ConfigureAwait(false);
        lock (_lock)
        {
            _owed = null;
            _rest = default;
            _news.IsWanted = false;
        }

        leases.Tell(Hint, isWanted: false);
    }
}
