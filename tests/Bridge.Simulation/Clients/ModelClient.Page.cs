using System.Text;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

internal sealed partial class ModelClient
{
    private readonly List<Action> _thawing = [];

    private void Reload()
    {
        var kept = _world.Dice.Below(3) > 0;
        _world.Trace.Note("reload", Number, kept ? 1 : 0);
        Leave();
        var page = kept ? _page : new Checking.PageRecord(_world, _user, $"page {_world.Clients.Count}");
        var next = new ModelClient(_world, _user, _world.Clients.Count, page);
        _world.Clients.Add(next);
        if (kept)
        {
            next.Keep(this, withSession: true);
        }
        else
        {
            _page.IsOpen = false;
            next.WantSome();
        }

        next.Start(_world.Dice.Below(200));
    }

    /// <summary>The copy has the first page's state, but not its Web Lock: it opens a session of its own; or, badly made, tries the other's.</summary>
    private void CopyTab()
    {
        var number = _world.Clients.Count;
        _world.Trace.Note("copy", Number, number);
        var copy = new ModelClient(_world, _user, number, _page.Copy($"page {number}"));
        _world.Clients.Add(copy);
        copy.Keep(this, withSession: _world.Dice.OneIn(2));
        copy._pageKey = $"k{number}";
        copy._copiedSession = SessionNow.Length > 0 ? SessionNow : null;
        copy.Start(_world.Dice.Below(200));
    }

    private void Keep(ModelClient before, bool withSession)
    {
        _positions = new(before._positions);
        if (_world.Plant.Client == Planted.ClientBug.OldCursor)
        {
            _positions = _positions.ToDictionary(pair => pair.Key, pair => pair.Value with { Offset = Math.Max(0, pair.Value.Offset - 2) });
        }

        if (withSession && before._token is not null)
        {
            _token = before._token;
            _sessionOfToken = before._sessionOfToken;
            _serverMayHave = [.. before._serverMayHave];
            _pageKey = before._pageKey;
            _attempt = before._attempt + Timing.Leap;
            _submit = before._submit + Timing.Leap;
        }

        foreach (var (channel, wish) in before._subscriptions)
        {
            if (!wish.Gone)
            {
                _subscriptions[channel] = new Wish { Since = wish.Since };
            }
        }

        if (_subscriptions.Count == 0)
        {
            WantSome();
        }
    }

    private void Leave()
    {
        SayWhereItStands();
        _gone = true;
        StopPolling(abort: true);
        Detach();
    }

    /// <summary>The last word of a page, by a request that outlives it: it may come behind the first ones of the next page.</summary>
    private void SayWhereItStands()
    {
        if (_session.Length == 0)
        {
            return;
        }

        var token = _token;
        _world.Checker.Sessions.SaysLast(_session, _positions);
        var text = $"[{{\"type\":\"ack\",\"positions\":{CursorText()}}}]";
        _world.Trace.Note("last", Number, text.Length, text);
        _world.Net.Request(() => Exchange.Native(_world, node => node.Send, _user, token, Encoding.UTF8.GetBytes(text)), Timing.Grace, _ => { });
    }

    private void Switch()
    {
        _world.Trace.Note("switch", Number, _switchedOff ? 1 : 0);
        _switchedOff = !_switchedOff;
        _socketFails = _blamed = 0;
        if (!_switchedOff)
        {
            _notBefore = 0;
            Consider();
        }
        else if (Detach())
        {
            FallBack();
        }
    }

    /// <summary>A hidden page: nothing of it runs for a while, then all of it.</summary>
    private void Freeze()
    {
        _frozen = true;
        _world.After(200 + _world.Dice.Below(4_000), () =>
        {
            _frozen = false;
            var thawing = _thawing.ToArray();
            _thawing.Clear();
            foreach (var action in thawing)
            {
                Run(action);
            }
        });
    }
}
