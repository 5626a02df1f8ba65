using System.Text;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;

namespace Bridge.Simulation.Users;

/// <summary>The page on polls.</summary>
internal sealed partial class UserPage
{
    private ClientCall? _call;

    private void Open() => Ask($"[{OpenFrame(withToken: false)}]", 3_000);

    private void Poll()
    {
        _attempt++;
        if (_world.Dice.OneIn(8))
        {
            Doubt();
        }

        var asked = _places.Where(pair => pair.Value is { IsWanted: true, IsOn: false, IsRefused: false }).Select(pair => SubscribeWord(pair.Key));
        var spoken = string.Concat(_spoken.Concat(asked).Select(word => "," + word));
        _spoken.Clear();
        Ask($"[{{\"type\":\"poll\",\"page\":\"{_key}\",\"attempt\":{_attempt},\"positions\":{Positions()},\"wait\":{200 + _world.Dice.Below(2_000)}}}{spoken}]", 4_000);
    }

    private void Ask(string body, int timeoutMs)
    {
        var turn = ++_turn;
        Visit? visit = null;
        var (login, token) = (Account.Login, _token);
        _world.Trace.Note("page asks", Number, turn, body);
        _call = _world.Net.Request(
            () =>
            {
                var exchange = Exchange.Native(_world, node => node.Poll, Account.Name, token, Encoding.UTF8.GetBytes(body));
                Account.Asked(body);
                visit = Visit.Begin(_world, exchange, login);
                return exchange;
            },
            timeoutMs,
            answer =>
            {
                if (turn == _turn)
                {
                    Answered(visit, answer);
                }
            });
    }

    private void Answered(Visit? visit, Answer? answer)
    {
        if (visit is null || answer is null || answer.Status is 429 or >= 500)
        {
            Account.CheckLimit(visit, answer);
            Later(Begin);
            return;
        }

        if (answer.Status != 200)
        {
            Over(visit, Env.ReadAll(answer.Body)?[0].Error);
            return;
        }

        foreach (var env in Env.ReadAll(answer.Body)!)
        {
            if (env.Type == "closed")
            {
                Over(visit, env.Code);
                return;
            }

            Take(visit, env);
        }

        if (visit.Account is null)
        {
            Over(visit, null);
        }
        else
        {
            Poll();
        }
    }

    /// <summary>Has a change told: on polls by a new one, which ends the one that waits.</summary>
    private void Speak(string word)
    {
        if (_onSocket)
        {
            _world.Trace.Note("page says", Number, _turn, word);
            _wire?.Send(Encoding.UTF8.GetBytes(word));
            return;
        }

        _call?.Abort();
        Doubt();
        Poll();
    }

    /// <summary>Asks for every channel once more: that one is refused is said once, and the answer that said so may have been another than the one that came.</summary>
    private void Doubt()
    {
        foreach (var place in _places.Values)
        {
            place.IsOn = false;
        }
    }

    /// <summary>A request beside the connection.</summary>
    private void Send(string token, string body)
    {
        var login = Account.Login;
        Visit? visit = null;
        _world.Net.Request(
            () =>
            {
                var exchange = Exchange.Native(_world, node => node.Send, Account.Name, token, Encoding.UTF8.GetBytes(body));
                Account.Asked(body);
                visit = Visit.Begin(_world, exchange, login);
                return exchange;
            },
            3_000,
            answer => Account.CheckLimit(visit, answer));
    }
}
