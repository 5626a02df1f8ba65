using System.Text;
using System.Text.Json;
using Bridge.Dialects.Native;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>The page on a socket; now and then it comes with a one-time ticket, as a page with bearer tokens does.</summary>
internal sealed partial class UserPage
{
    private const int SilenceMs = 3_500;

    private ClientWire? _wire;
    private long _heard;

    private void Connect()
    {
        var login = Account.Login;
        if (!_world.Dice.OneIn(3))
        {
            Connect(exchange => Visit.Begin(_world, exchange, login), null);
            return;
        }

        var turn = _turn;
        Visit? buying = null;
        _world.Net.Request(
            () =>
            {
                var exchange = Exchange.Native(_world, node => node.Ticket, Account.Name, null, []);
                var asked = Visit.Begin(_world, exchange, login);
                buying = asked.Login is null && buying is not null ? buying : asked; // of two copies, the one that was given a ticket
                return exchange;
            },
            2_000,
            answer =>
            {
                if (turn != _turn)
                {
                    return;
                }

                if (answer is not { Status: 200 })
                {
                    Later(Begin);
                    return;
                }

                var ticket = JsonDocument.Parse(answer.Body).RootElement[0].GetProperty("ticket").GetString();
                Later(() => Connect(exchange => Carry(exchange, buying!), ticket));
            });
    }

    /// <summary>A handshake that shows nothing but its ticket is the user's who bought it.</summary>
    private Visit Carry(Exchange exchange, Visit bought)
    {
        Visit.Begin(_world, exchange, null);
        var visit = new Visit(bought.Login, new Moment(_world));
        exchange.Leaves = bytes => _world.Users!.Watch.Left(visit, bytes.Span);
        return visit;
    }

    private void Connect(Func<Exchange, Visit> begin, string? ticket)
    {
        _heard = _world.Milliseconds;
        var ear = new Ear(this, _turn);
        _wire = _world.Net.Connect(
            () =>
            {
                var exchange = Exchange.Upgrade(_world, Account.Name);
                if (ticket is not null)
                {
                    exchange.Context.Request.Headers.SecWebSocketProtocol = $"{NativeDialect.Protocol}, bridge.ticket.{ticket}";
                }

                ear.Visit = begin(exchange);
                return exchange;
            },
            ear);
    }

    private void LeaveSocket()
    {
        _wire?.Close();
        _wire = null;
    }

    private void TendSocket()
    {
        if (_wire is not null && _world.Milliseconds - _heard > SilenceMs)
        {
            Begin();
        }
    }

    private void Heard(Visit visit, byte[] frame)
    {
        _heard = _world.Milliseconds;
        foreach (var env in Env.ReadAll(frame)!)
        {
            if (env.Type == "ping")
            {
                Speak("{\"type\":\"pong\"}");
            }

            Take(visit, env);
        }

        if (_isOpen && visit.Account is null)
        {
            LeaveSocket();
            Over(visit, null);
        }
        else if (_isOpen && _world.Dice.OneIn(3))
        {
            Speak($"{{\"type\":\"ack\",\"positions\":{Positions()}}}");
        }
    }

    private sealed class Ear(UserPage page, int turn) : IWireListener
    {
        public Visit? Visit { get; set; }

        public void OnOpen()
        {
            if (turn == page._turn)
            {
                page.Speak(page.OpenFrame(withToken: true));
            }
        }

        public void OnMessage(byte[] frame)
        {
            if (turn == page._turn)
            {
                page.Heard(Visit!, frame);
            }
        }

        public void OnClose(int code, string reason)
        {
            if (turn == page._turn)
            {
                page._wire = null;
                page.Over(Visit, reason);
            }
        }
    }
}
