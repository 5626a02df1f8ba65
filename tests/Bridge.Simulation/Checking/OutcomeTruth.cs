using System.Runtime.InteropServices;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>What a page is told of its submission, judged by what really became of it.</summary>
internal sealed class OutcomeTruth(World world)
{
    private const string Books = "submissions/";

    private readonly HashSet<(string Session, long Id)> _claimed = [];
    private readonly Dictionary<(string Session, string Channel, Epoch Epoch), Dictionary<long, long>> _published = [];

    /// <summary>The store keeps a record: who claims a submission says so there.</summary>
    public void Stored(string key, ReadOnlyMemory<byte> value)
    {
        if (key.StartsWith(Books, StringComparison.Ordinal) && SubmissionBook.Read(value).Running is { } running)
        {
            _claimed.Add((key[Books.Length..], running.Id));
        }
    }

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

    /// <summary>Where the submission was published: in its channel behind those that its session submitted before.</summary>
    public void Published(string who, string session, long id, string channel, Position at)
    {
        var places = CollectionsMarshal.GetValueRefOrAddDefault(_published, (session, channel, at.Epoch), out _) ??= [];
        foreach (var (other, offset) in places)
        {
            world.Checker.Require(other == id || (other < id) == (offset < at.Offset), Promise.Outcome, $"{who}'s submission {id} stands at {at} of {channel}, and {other} at {offset}");
        }

        places[id] = at.Offset;
    }

    /// <summary>The submission was refused.</summary>
    public void Refused(string who, long item, string code) =>
        world.Checker.Require(code is "submission_unknown" or "handler_failed", Promise.Outcome, $"{who}'s item {item} was refused: {code}");

    /// <summary>The submission's outcome is told to be unknown: only of one that a node took to run it may the outcome be lost.</summary>
    public void Unknown(string who, string session, long id) =>
        world.Checker.Require(_claimed.Contains((session, id)), Promise.Outcome, $"{who}'s submission {id} is told to be unknown, and no node ever took it to run it");
}
