using System.Text;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>Comes with the other's token, as himself or as nobody: every answer is the one that a token gets which never was, byte for byte.</summary>
internal sealed class TokenThief(World world, Account thief, Account victim)
{
    private static readonly (bool Parks, string Body)[] Bodies =
    [
        (true, "[{\"type\":\"poll\",\"wait\":0}]"),
        (true, "[{\"type\":\"poll\",\"wait\":1500,\"attempt\":900000}]"),
        (true, "[{\"type\":\"open\",\"attempt\":900000,\"subscribe\":[{\"channel\":\"VICTIM\",\"since\":\"oldest\"}]},{\"type\":\"poll\",\"wait\":0}]"),
        (false, "[{\"type\":\"ack\",\"positions\":{}}]"),
        (false, "[{\"type\":\"subscribe\",\"channel\":\"shared\"}]"),
        (false, "[{\"type\":\"subscribe\",\"channel\":\"VICTIM\",\"since\":\"oldest\"}]"),
        (false, "[{\"type\":\"unsubscribe\",\"channel\":\"shared\"}]"),
        (false, "[{\"type\":\"submit\",\"id\":1,\"channel\":\"VICTIM\",\"data\":1}]"),
        (false, "[{\"type\":\"close\"}]"),
    ];

    private readonly string _never = $"a-token-that-never-was-{thief.Name}"; // each his own: what he does with it is counted, too

    /// <summary>Tries one thing, once or often.</summary>
    public void Try()
    {
        if (victim.Tokens.Count == 0)
        {
            return;
        }

        // The last one is probably good, the others were revoked or closed.
        var token = world.Dice.OneIn(3) ? world.Dice.Pick(victim.Tokens) : victim.Tokens[^1];
        var login = world.Dice.OneIn(3) ? null : thief.Login;
        if (world.Dice.OneIn(4))
        {
            Connect(token, login);
            return;
        }

        var (parks, text) = world.Dice.Pick(Bodies);
        var body = Encoding.UTF8.GetBytes(text.Replace("VICTIM", victim.Mine, StringComparison.Ordinal));
        for (var times = world.Dice.OneIn(6) ? 3 * UserStage.Burst : 1; times > 0; times--)
        {
            Ask(_never, login, parks, body, expected => Ask(token, login, parks, body, got =>
                world.Checker.Require(expected == got, Promise.Foreign, $"{thief.Name} came with a token of {victim.Name}'s and was told {got}; of one that never was: {expected}")));
        }
    }

    /// <summary>Asks until there is an answer of the session's, not of the way to it.</summary>
    private void Ask(string token, Login? login, bool parks, byte[] body, Action<string> done)
    {
        var exchanges = new List<Exchange>();
        world.Net.Request(
            () =>
            {
                var exchange = Exchange.Native(world, node => parks ? node.Poll : node.Send, thief.Name, token, body);
                thief.Tried(Encoding.UTF8.GetString(body));
                Visit.Begin(world, exchange, login);
                exchanges.Add(exchange);
                return exchange;
            },
            3_000,
            answer =>
            {
                thief.CheckTries(answer);
                if (answer is { Status: < 500 and not 429 } && exchanges is [var exchange])
                {
                    var headers = string.Join(", ", exchange.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value}"));
                    done($"{answer.Status} {headers} {Encoding.UTF8.GetString(answer.Body)}");
                }
            });
    }

    private void Connect(string token, Login? login)
    {
        var ear = new Ear(world, $"{thief.Name} on a socket with a token of {victim.Name}'s", token);
        ear.Wire = world.Net.Connect(
            () =>
            {
                var exchange = Exchange.Upgrade(world, thief.Name);
                Visit.Begin(world, exchange, login);
                return exchange;
            },
            ear);
    }

    private sealed class Ear(World world, string who, string token) : IWireListener
    {
        public ClientWire? Wire { get; set; }

        public void OnOpen() => Wire!.Send(Encoding.UTF8.GetBytes($"{{\"type\":\"open\",\"token\":\"{token}\",\"attempt\":900000}}"));

        public void OnMessage(byte[] frame) => world.Checker.Require(
            Env.ReadAll(frame) is [{ Type: "closed", Code: "session_unknown" or "server_error" }], Promise.Foreign, $"{who} was told {Encoding.UTF8.GetString(frame)}");

        public void OnClose(int code, string reason) => world.Checker.Require(
            code is 4404 or 4408 or 1006 or 1011 or 1012, Promise.Foreign, $"{who} was closed with {code} {reason}");
    }
}
