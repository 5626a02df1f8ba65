using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>Every run of the application's handler: once per submission, in order per session, one at a time.</summary>
internal sealed class HandlerTruth(World world)
{
    private readonly Dictionary<long, Run> _byItem = [];
    private readonly Dictionary<string, Run> _lastOf = [];

    /// <summary>Whether the handler ran for a payload.</summary>
    public bool Ran(long item) => _byItem.ContainsKey(item);

    public Run Started(Life node, Submission submission, long item, bool idempotent)
    {
        var session = submission.Session?.Value ?? "";
        var run = new Run(node, submission.Id ?? 0);
        world.Trace.Note("handler", item, run.Id, session);
        var again = !_byItem.TryAdd(item, run);
        world.Checker.Require(!again || idempotent, Promise.HandlerRuns, $"item {item} ran twice");
        if (_lastOf.TryGetValue(session, out var last))
        {
            world.Checker.Require(again || last.Id < run.Id, Promise.HandlerRuns, $"submission {run.Id} of {session} ran behind {last.Id}");
            world.Checker.Require(last.IsOver || last.Node.IsOver, Promise.HandlerRuns, $"submission {run.Id} of {session} ran beside {last.Id}");
        }

        _lastOf[session] = run;
        return run;
    }

    internal sealed class Run(Life node, long id)
    {
        public Life Node => node;

        public long Id => id;

        public bool IsOver { get; set; }
    }
}
