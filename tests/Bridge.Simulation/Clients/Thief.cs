using System.Text;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Clients;

/// <summary>Comes with the token of somebody else: whether there is such a session is not even told.</summary>
internal static class Thief
{
    public static void Try(World world, string user)
    {
        var victim = world.Dice.Pick(world.Clients);
        if (victim.User == user || victim.TokenNow is not { } token)
        {
            return;
        }

        var body = Encoding.UTF8.GetBytes("[{\"type\":\"poll\",\"wait\":0}]");
        world.Net.Request(() => Exchange.Native(world, node => node.Poll, user, token, body), 2_000, answer =>
            world.Checker.Require(answer is null || answer.Status >= 400, Promise.WrongSession, $"{user} got into the session of client {victim.Number}"));
    }
}
