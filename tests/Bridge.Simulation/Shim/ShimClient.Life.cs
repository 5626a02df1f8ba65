using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    private void LoadIn(int milliseconds, Dictionary<string, Position> since) => _world.After(milliseconds, () =>
    {
        if (_gone)
        {
            return;
        }

        _alive = true;
        Happen("load", new
        {
            seed = (int)_world.Dice.NextUInt64(),
            stored = _tab.Items,
            options = new { transport = _site.Mode, resume = _site.Resumes, timing = Timings.All },
            subscriptions = _wishes.Select(wish => new[] { wish.Key, since.TryGetValue(wish.Key, out var position) ? position.ToString() : wish.Value.Since }),
        });
        PlanSubmissions();
    });

    /// <summary>The page is loaded anew in its tab, or in a tab without a past.</summary>
    private void ComeBack(bool gently)
    {
        if (_gone)
        {
            return;
        }

        var keepsState = _world.Dice.OneIn(3); // the page itself keeps state and cursor together
        var keepsTab = _world.Dice.Below(4) > 0;
        _world.Trace.Note("reload", Number, (keepsState ? 1 : 0) + (keepsTab ? 2 : 0) + (gently ? 4 : 0));
        Leave(gently);
        var tab = keepsTab ? _tab : new Tab();
        var next = keepsState ? Next(tab, _page) : Next(tab, Kept(tab, mustBeExact: gently && !_storageFull));
        next.LoadIn(_world.Dice.Below(200), keepsState ? Cursor() : []);
    }

    private void Leave(bool gently)
    {
        if (gently)
        {
            Happen("event", "pagehide", new { persisted = false });
        }

        _gone = true;
        _world.Shim!.Tell(Number, _world.Milliseconds, "leave").Json.Dispose();
        Disconnect();
        _browser.Forget(this);
    }

    private ShimClient Next(Tab tab, PageRecord page)
    {
        _page.IsOpen &= page == _page;
        var next = new ShimClient(_world, User, _browser, tab, page, _site) { IsNew = tab.Items.Count == 0 && page != _page };
        foreach (var channel in _wishes.Keys)
        {
            next.Want(channel);
        }

        return next;
    }

    /// <summary>What a page sees that knows no more than the shim has kept in the tab.</summary>
    private PageRecord Kept(Tab tab, bool mustBeExact)
    {
        var kept = tab.Cursor();
        foreach (var (channel, position) in Cursor())
        {
            var at = kept.TryGetValue(channel, out var known) ? known : default(Position?);
            _world.Checker.Require(at is null || !position.IsBefore(at.Value) || _wishes[channel].IsAgain || !_hasKept, Promise.Lost, $"{Name} kept {at} of {channel}, its handlers have come to {position}");
            _world.Checker.Require(at == position || !mustBeExact || !_site.Resumes || tab != _tab, Promise.DoubledOrReordered, $"{Name} left {channel} at {position} and kept {at}");
        }

        return _page.Copy($"page {_world.Clients.Count}", kept);
    }

    private Dictionary<string, Position> Cursor() =>
        _wishes.Keys.Where(channel => _page.HandledOf(channel) is not null).ToDictionary(channel => channel, channel => _page.HandledOf(channel)!.Value);

    /// <summary>The copy has what was kept in the first tab, but not its Web Lock.</summary>
    private void CopyTab()
    {
        var tab = _tab.Copy();
        _world.Trace.Note("copy", Number, _world.Clients.Count);
        var isOpen = _page.IsOpen;
        Next(tab, Kept(tab, mustBeExact: false)).LoadIn(_world.Dice.Below(200), []);
        _page.IsOpen = isOpen;
    }

    /// <summary>Into the back/forward cache. The tab may show another page of the site until the user comes back.</summary>
    private void GoAway()
    {
        Happen("event", "pagehide", new { persisted = true });
        _away = true;
        IsNew = false; // its lock is free, and a copy of the tab may go on with its session
        if (_site.Resumes && _world.Dice.OneIn(2))
        {
            Next(_tab, Kept(_tab, mustBeExact: !_storageFull)).LoadIn(_world.Dice.Below(100), []);
            _page.IsOpen = true;
            _hasKept = false;
        }

        _world.Time.After(_world.Between(100, 3_000), null, () =>
        {
            if (_tab.Shown != this)
            {
                _tab.Shown!.Leave(_tab.Shown is { _alive: true, _frozen: false, _away: false });
                _tab.Shown._page.IsOpen = false;
                _tab.Shown = this;
            }

            _away = false;
            Happen("items", _tab.Items);
            Happen("event", "pageshow", new { persisted = true });
            WakeUp();
        });
    }
}
