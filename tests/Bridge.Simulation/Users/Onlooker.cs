using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;
using Microsoft.AspNetCore.Http;

namespace Bridge.Simulation.Users;

/// <summary>A user, or nobody, who reads a channel without a session: a plain poll or a plain socket, on his own channels and on the other's.</summary>
internal static class Onlooker
{
    public static void Look(World world, Account account, string channel, bool onSocket)
    {
        var login = world.Dice.OneIn(5) ? null : account.Login;
        var after = world.Dice.OneIn(3) ? "oldest" : "now";
        var ear = new Ear(world, account);
        if (onSocket)
        {
            world.Net.Connect(() => Begin(new Exchange(world, node => node.ChannelSocket, "GET", account.Name, null) { IsWebSocketRequest = true }), ear);
        }
        else
        {
            world.Net.Request(() => Begin(new Exchange(world, node => node.ChannelPoll, "GET", account.Name, null)), 3_000, ear.OnAnswer);
        }

        Exchange Begin(Exchange exchange)
        {
            exchange.Context.Request.RouteValues["channel"] = channel;
            exchange.Context.Request.QueryString = new QueryString(onSocket ? $"?after={after}" : $"?after={after}&wait=1500ms");
            ear.Visit = Visit.Begin(world, exchange, login);
            return exchange;
        }
    }

    private sealed class Ear(World world, Account account) : IWireListener
    {
        public Visit? Visit { get; set; }

        public void OnAnswer(Answer? answer)
        {
            if (answer is { Status: 401 })
            {
                Judge(Env.ReadAll(answer.Body)?[0].Error);
            }
        }

        public void OnOpen()
        {
        }

        public void OnMessage(byte[] frame)
        {
        }

        public void OnClose(int code, string reason) => Judge(reason);

        private void Judge(string? word)
        {
            world.Trace.Note("onlooker is told", 0, 0, $"{account.Name} {word}");
            world.Checker.Require(word != "revoked" || (Visit?.Account == account && account.MayBeRevoked(Visit)), Promise.WrongSession, $"{account.Name} reads along and was told that he was signed out");
        }
    }
}
