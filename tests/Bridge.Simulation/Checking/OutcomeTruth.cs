using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>What a page is told of its submission, judged by what really became of it.</summary>
internal sealed class OutcomeTruth(World world)
{
    /// <summary>The submission was accepted.</summary>
    public void Accepted(string who, string channel, long item, Position? at, long reply)
    {
        var checker = world.Checker;
        if (channel[0] == 'c' || at is not null)
        {
            checker.Require(at is { } position && (position.Epoch != checker.Log.Epoch || checker.Log.Find(channel, item) == position), Promise.Outcome, $"{who}'s item {item} was accepted at {at} of {channel}, where it is not");
        }

        checker.Require(channel[0] == 'c' || checker.Handlers.Ran(item), Promise.Outcome, $"{who}'s item {item} was accepted and never ran");
        checker.Require(reply < 0 || reply == item, Promise.Outcome, $"{who}'s item {item} was answered for another");
    }

    /// <summary>The submission was refused.</summary>
    public void Refused(string who, long item, string code) =>
        world.Checker.Require(code is "submission_unknown" or "handler_failed", Promise.Outcome, $"{who}'s item {item} was refused: {code}");
}
