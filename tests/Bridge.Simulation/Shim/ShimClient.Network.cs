using System.Text;
using System.Text.Json;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;

namespace Bridge.Simulation.Shim;

internal sealed partial class ShimClient
{
    private const int BrowserPatienceMs = 30_000;

    private readonly Dictionary<int, (ClientCall Call, bool OutlivesPage)> _calls = [];
    private readonly Dictionary<int, ClientWire> _wires = [];
    private long _lastAttempt;
    private List<Env> _inbound = []; // what the answer or frame that the page is told just now says

    private void Fetch(Effect e)
    {
        var (id, url, headers, body) = (e.Int(1), e.Text(3), e[4].Clone(), Encoding.UTF8.GetBytes(e.Text(5)));
        var isPoll = url.EndsWith("/bridge/poll", StringComparison.Ordinal);
        _world.Checker.Require(e.Text(2) == "POST" && (isPoll || url.EndsWith("/bridge/send", StringComparison.Ordinal)), Checking.Promise.Protocol, $"{Name} asked for {e.Text(2)} {url}");
        Outbound(body);
        _calls[id] = (_world.Net.Request(() => Request(isPoll, headers, body), BrowserPatienceMs, answer => Answered(id, answer)), e[6].GetBoolean());
    }

    private Exchange Request(bool isPoll, JsonElement headers, byte[] body)
    {
        var exchange = new Exchange(_world, node => isPoll ? node.Poll : node.Send, "POST", User, body);
        foreach (var header in headers.EnumerateObject())
        {
            exchange.Context.Request.Headers[header.Name] = header.Value.GetString();
        }

        return exchange;
    }

    /// <summary>Head and body come together, or the body a little later, or only the head.</summary>
    private void Answered(int id, Answer? answer)
    {
        _calls.Remove(id);
        if (answer is null && _world.Dice.Below(4) > 0)
        {
            Happen("failed", id);
            return;
        }

        Happen("head", id, answer?.Status ?? 200);
        if (_world.Dice.OneIn(4))
        {
            // Until then it can be aborted, which the page's process sees to.
            _world.Time.After(_world.Between(0, 30), null, () => Body(id, answer));
        }
        else
        {
            Body(id, answer);
        }
    }

    private void Body(int id, Answer? answer)
    {
        if (answer is null)
        {
            Happen("failed", id);
        }
        else
        {
            Happen("body", id, Encoding.UTF8.GetString(answer.Body));
        }
    }

    private void Abort(int id)
    {
        if (_calls.Remove(id, out var call))
        {
            call.Call.Abort();
        }
    }

    private void Connect(int id) => _wires[id] = _world.Net.Connect(() => Exchange.Upgrade(_world, User), new Listener(this, id));

    private void Send(int id, string frame)
    {
        var bytes = Encoding.UTF8.GetBytes(frame);
        Outbound(bytes);
        _wires.GetValueOrDefault(id)?.Send(bytes);
    }

    private void Close(int id)
    {
        if (_wires.Remove(id, out var wire))
        {
            wire.Close();
        }
    }

    /// <summary>The page is gone: so are its connections, but for what was meant to outlive it.</summary>
    private void Disconnect()
    {
        foreach (var (call, outlivesPage) in _calls.Values)
        {
            if (!outlivesPage)
            {
                call.Abort();
            }
        }

        foreach (var wire in _wires.Values)
        {
            wire.Close();
        }
    }

    private void Inbound(string text)
    {
        _inbound = text.Length == 0 ? [] : Env.ReadAll(Encoding.UTF8.GetBytes(text)) ?? [];
        if (_inbound.FindLast(e => e.Token is not null) is { Session: { } session, Token: { } token })
        {
            _token = token;
            _browser.SessionOf[token] = session;
        }
    }

    private void Outbound(byte[] body)
    {
        foreach (var e in Env.ReadAll(body)!)
        {
            if (e is { Type: "open", Token: null })
            {
                _lastAttempt = 0; // a new session counts anew
            }
            else if (e.Attempt > 0)
            {
                _world.Checker.Require(e.Attempt != _lastAttempt, Checking.Promise.Protocol, $"{Name} sent attempt {e.Attempt} twice");
                _lastAttempt = e.Attempt;
            }

            if (e is { Type: "open", Token: { } token } && _browser.SessionOf.TryGetValue(token, out var session))
            {
                _world.Checker.Require(!_browser.HasAnother(this, "bridge:" + session), Checking.Promise.WrongSession, $"{Name} goes on with {session}, which another page has");
                // From here on the session hears of this page's positions.
                _world.Checker.Sessions.UsedBy(session, _page);
            }
        }
    }

    private sealed class Listener(ShimClient client, int id) : IWireListener
    {
        public void OnOpen() => client.Happen("opened", id);

        public void OnMessage(byte[] frame) => client.Happen("message", id, Encoding.UTF8.GetString(frame));

        public void OnClose(int code, string reason)
        {
            client._wires.Remove(id);
            client.Happen("closed", id, code, reason);
        }
    }
}
